import { posix } from 'node:path';
import ts from 'typescript';

interface Documented {
  name: string;
  /** Something that runs, and not the shape of data alone. */
  runs: boolean;
  text: string;
}

const bare = (name: string) => name.replace(/\W|_/g, '').toLowerCase();

function documented(statement: ts.Statement): Documented[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  const [comment] = ts.getJSDocCommentsAndTags(statement).filter((node) => ts.isJSDoc(node));
  const text = ts.getTextOfJSDocComment(comment?.comment);
  if (!text || !modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  const name = declared && ts.getNameOfDeclaration(declared as ts.Declaration);
  const runs = !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement);
  return [{ name: name && ts.isIdentifier(name) ? name.text : '', runs, text }];
}

/**
 * What a file says of itself: the first sentence of the docstring of the export that has the file's name, else of its first one that runs, else
 * of its first. Empty where no export has a docstring.
 */
export function leadingSentence(source: ts.SourceFile, path: string): string {
  const all = source.statements.flatMap(documented);
  const own = bare(posix.basename(path).replace(/\..*$/, ''));
  const found = all.find(({ name }) => bare(name) === own) ?? all.find(({ runs }) => runs) ?? all[0];
  return /^.*?[.!?](?=\s|$)|^.*/.exec((found?.text ?? '').replace(/\s+/g, ' ').trim())?.[0] ?? '';
}
