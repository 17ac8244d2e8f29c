/** Where code writes a table of the database: through Prisma, under whatever name its table goes there, or in SQL. Reads do not count. */
import ts from 'typescript';

export interface TableWrite {
  /** The model's name; undefined where the statement does not say. */
  readonly table: string | undefined;
  readonly node: ts.Node;
}

const WRITES = new Set(['create', 'createMany', 'createManyAndReturn', 'update', 'updateMany', 'updateManyAndReturn', 'upsert', 'delete', 'deleteMany']);
/** "FOR UPDATE" locks, and "DO UPDATE" belongs to an insert. A name that is put in later is none. */
const STATEMENT = /\b(?:INSERT\s+INTO|MERGE\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|(?<!\b(?:FOR|KEY|DO)\s+)UPDATE)\s+(?:ONLY\s+)?(?:"(?<table>\w+)"|"?$)/gi;

export function writesOf(tree: ts.SourceFile, tables: readonly string[]): TableWrite[] {
  const models = new Map(tables.map((table) => [table[0]!.toLowerCase() + table.slice(1), table]));
  const nodes = nodesOf(tree);
  const aliases = new Map(nodes.flatMap((node) => aliasOf(node, models)));
  return nodes.flatMap((node) => [...prismaWrite(node, new Map([...models, ...aliases])), ...statements(node)]);
}

function nodesOf(tree: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => { nodes.push(node); ts.forEachChild(node, visit); };
  visit(tree);
  return nodes;
}

/** `const { notice: rows } = prisma`, `const rows = prisma.notice`. */
function aliasOf(node: ts.Node, models: ReadonlyMap<string, string>): [string, string][] {
  const from = ts.isBindingElement(node) ? node.propertyName : ts.isVariableDeclaration(node) && node.initializer ? lastName(node.initializer) : undefined;
  const table = from && 'text' in from ? models.get(from.text) : undefined;
  return table !== undefined && (ts.isBindingElement(node) || ts.isVariableDeclaration(node)) && ts.isIdentifier(node.name) ? [[node.name.text, table]] : [];
}

/** `x.notice`, `x['notice']`, `notice`. */
function lastName(node: ts.Expression): ts.Identifier | ts.StringLiteral | undefined {
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.name) ? node.name : undefined;
  if (ts.isElementAccessExpression(node)) return ts.isStringLiteral(node.argumentExpression) ? node.argumentExpression : undefined;
  return ts.isIdentifier(node) ? node : undefined;
}

function prismaWrite(node: ts.Node, models: ReadonlyMap<string, string>): TableWrite[] {
  if (!ts.isPropertyAccessExpression(node) || !WRITES.has(node.name.text)) return [];
  const table = models.get(lastName(node.expression)?.text ?? '');
  return table === undefined ? [] : [{ table, node }];
}

function statements(node: ts.Node): TableWrite[] {
  const isOpen = node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle;
  if (!isOpen && !ts.isStringLiteralLike(node) && node.kind !== ts.SyntaxKind.TemplateTail) return [];
  return [...(node as ts.LiteralLikeNode).text.matchAll(STATEMENT)].filter(({ groups }) => isOpen || groups!.table !== undefined).map(({ groups }) => ({ table: groups!.table, node }));
}
