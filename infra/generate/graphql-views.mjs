// A plugin of graphql-codegen: the types that resolvers take and give. The usual ones (typescript-resolvers) describe
// functions of a parent for each field; here a resolver returns objects whose fields are values, promises or
// functions of the field's arguments, as graphql-js resolves them by itself. And arguments stand as they arrive at a
// resolver: what has a default is there.
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

const SCALARS = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  Millis: 'number',
};

const nameOfScalar = ({ name }) => {
  const type = SCALARS[name];
  if (type === undefined)
    throw new Error(
      `The scalar ${name} has no TypeScript type; add it to SCALARS in infra/generate/graphql-views.mjs.`,
    );
  return type;
};

/** The TypeScript of a type; `named` writes an object, a union or an input. */
function typeText(type, named) {
  if (isNonNullType(type)) return bareText(type.ofType, named);
  return `${bareText(type, named)} | null`;
}

function bareText(type, named) {
  if (isListType(type)) {
    const item = typeText(type.ofType, named);
    return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
  }
  return isEnumType(type) ? type.name : named(type);
}

const asInput = (type) => (isInputObjectType(type) ? type.name : nameOfScalar(type));
const asView = (type) => (isObjectType(type) || isUnionType(type) ? `${type.name}View` : nameOfScalar(type));

/** Whether no field of a type takes arguments, at any depth: then its objects are plain values. */
function isPlain(type, within = new Set()) {
  if (within.has(type)) return true;
  within.add(type);
  if (isUnionType(type)) return type.getTypes().every((member) => isPlain(member, within));
  if (!isObjectType(type)) return true;
  return Object.values(type.getFields()).every(
    (field) => field.args.length === 0 && isPlain(getNamedType(field.type), within),
  );
}
const asValue = (type) => (isObjectType(type) || isUnionType(type) ? type.name : nameOfScalar(type));

const documented = ({ description }, indent = '') =>
  description ? `${indent}/** ${description.replaceAll('*/', '*').replaceAll(/\s*\n\s*/g, ' ')} */\n` : '';

/**
 * An argument or a field of an input; without a default it may be absent, with one it is there (null where null is
 * allowed).
 */
const inputField = (field) => {
  const isThere = isNonNullType(field.type) || field.defaultValue !== undefined;
  const text = typeText(field.type, asInput);
  const ending = isThere ? `: ${text}` : `?: ${text} | undefined`;
  return `${documented(field, '  ')}  readonly ${field.name}${ending};\n`;
};

const capital = (name) => name[0].toUpperCase() + name.slice(1);
const argsName = (type, field) => `${type.name}${capital(field.name)}Args`;

const argsText = (type) =>
  Object.values(type.getFields())
    .filter(({ args }) => args.length > 0)
    .map((field) => `export interface ${argsName(type, field)} {\n${field.args.map(inputField).join('')}}\n`);

const viewField = (type) => (field) => {
  const args = field.args.length > 0 ? `, ${argsName(type, field)}` : '';
  return `${documented(field, '  ')}  readonly ${field.name}: Field<${typeText(field.type, asView)}${args}>;\n`;
};

const interfaceText = (type, name, fields) =>
  `${documented(type)}export interface ${name} {\n  readonly __typename?: '${type.name}';\n${fields.join('')}}\n`;

const objectText = (type, isRoot) => {
  if (!isRoot) return interfaceText(type, `${type.name}View`, Object.values(type.getFields()).map(viewField(type)));
  const fields = Object.values(type.getFields()).map(
    (field) => `${documented(field, '  ')}  readonly ${field.name}: ${typeText(field.type, asView)};\n`,
  );
  return `/** What each field of ${type.name} gives. */\nexport interface ${type.name}Result {\n${fields.join('')}}\n`;
};

const plainText = (type) => {
  const fields = Object.values(type.getFields()).map(
    (field) => `  readonly ${field.name}: ${typeText(field.type, asValue)};\n`,
  );
  return interfaceText(type, type.name, fields);
};

const unionText = (type) =>
  `${documented(type)}export type ${type.name}View =\n${type
    .getTypes()
    .map(({ name }) => `  | (${name}View & { readonly __typename: '${name}' })`)
    .join('\n')};\n`;

const HEAD = `// Made by \`npm run generate\` from the .graphql files of services/api. Do not edit.

/** A field of a view, as graphql-js resolves it: a value, a promise of it, or a function of the field's arguments. */
export type Field<Value, Args = object> = Value | Promise<Value> | ((args: Args) => Value | Promise<Value>);
`;

/** @param {import('graphql').GraphQLSchema} schema */
export function plugin(schema) {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = types.filter(isObjectType);
  return [
    HEAD,
    ...types.filter(isEnumType).map(
      (type) =>
        `${documented(type)}export type ${type.name} = ${type
          .getValues()
          .map(({ name }) => `'${name}'`)
          .join(' | ')};\n`,
    ),
    ...types
      .filter(isInputObjectType)
      .map(
        (type) =>
          `${documented(type)}export interface ${type.name} {\n` +
          `${Object.values(type.getFields()).map(inputField).join('')}}\n`,
      ),
    ...objects.flatMap(argsText),
    ...objects.map((type) => objectText(type, roots.includes(type))),
    ...types.filter(isUnionType).map(unionText),
    '// Objects of values alone.\n',
    ...objects.filter((type) => !roots.includes(type) && isPlain(type)).map(plainText),
  ].join('\n');
}
