import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { leadingSentence } from './sentence';

export interface SourceFile {
  /** Below the root, with `/`. */
  path: string;
  lines: number;
  /** Files of the same tree in the order of their first import; type-only imports, re-exports and `import()` are among them. */
  imports: readonly string[];
  /** What the file says of itself; may be empty. */
  sentence: string;
}

export type Tree = ReadonlyMap<string, SourceFile>;

const SOURCE = /\.(tsx?|mjs)$/;
/** What a module's name may stand for, in the order in which the bundler looks. */
const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

function filesBelow(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesBelow(root, path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

/** Names of modules as they stand in the source, each once. */
function moduleNames(source: ts.SourceFile): string[] {
  const names = new Set<string>();
  const add = (name: ts.Node | undefined) => name && ts.isStringLiteral(name) && names.add(name.text);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...names];
}

/** Reads the sources below some folders of `root`. Imports that leave the tree (packages, JSON) are left out. */
export function readTree(root: string, folders: readonly string[]): Tree {
  const paths = folders.flatMap((folder) => filesBelow(root, folder));
  const known = new Set(paths);
  const read = (path: string): SourceFile => {
    const text = readFileSync(join(root, path), 'utf8');
    const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
    const imports = moduleNames(source).flatMap((name) => {
      if (!name.startsWith('.')) return [];
      const base = posix.join(posix.dirname(path), name).replace(/\.js$/, '');
      return ENDINGS.map((ending) => base + ending)
        .filter((candidate) => known.has(candidate))
        .slice(0, 1);
    });
    return { path, lines: text.split('\n').length - 1, imports, sentence: leadingSentence(source, path) };
  };
  return new Map(paths.map((path) => [path, read(path)]));
}
