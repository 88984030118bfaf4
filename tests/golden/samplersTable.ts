import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { SAMPLERS } from '../../src/diffusion/samplers';

/** `npm run -s samplers:table`: the table of docs/samplers.md, from the table of the engine and the source files of its samplers. */
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'diffusion', 'samplers');

/** Lines of code (neither blank nor comment) of each exported function of a file that returns rows. */
export function linesOf(file: string): Map<string, number> {
  const text = readFileSync(path.join(folder, `${file}.ts`), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const functions = source.statements.filter(ts.isFunctionDeclaration).filter((f) => f.type?.getText() === 'Row[]' && f.modifiers?.length);
  const code = (f: ts.FunctionDeclaration) =>
    f
      .getText()
      .split('\n')
      .filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length;
  return new Map(functions.map((f) => [f.name?.text ?? '', code(f)]));
}

const FIRST = ['sampler', 'id', 'framework', 'for', 'order', 'evaluations per step', 'noise', 'lines', 'paper'];

export function samplersTable(): string {
  const rows = SAMPLERS.map((s) => {
    const lines = [...linesOf(s.file).values()].reduce((a, b) => a + b, 0);
    const cells = [
      s.label,
      `\`${s.id}\``,
      s.framework,
      s.use,
      s.order,
      s.evaluationsPerStep,
      s.stochastic ? 'yes' : 'no',
      lines,
      `${s.paper}, ${s.equation}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [`| ${FIRST.join(' | ')} |`, `|${' --- |'.repeat(FIRST.length)}`, ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(samplersTable());
