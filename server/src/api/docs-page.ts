/** The API's own page: the OpenAPI document for people, without scripts and without anything from elsewhere. */
import type { Language } from '@sambung/contract/problem';
import type { Json, OpenApi, Operation } from './openapi.ts';

const words = {
  id: {
    title: 'API Sambung',
    lead: 'Semua yang dapat dilakukan lewat layar juga dapat dilakukan lewat HTTP. Ringkasan tiap alamat ditulis dalam bahasa Inggris.',
    machine: 'Untuk program: OpenAPI 3.1',
    access: 'Akses',
    parameters: 'Parameter',
    body: 'Isi permintaan',
    answers: 'Jawaban',
    other: 'English',
    contents: 'Daftar isi',
  },
  en: {
    title: 'Sambung API',
    lead: 'Everything that can be done on screen can also be done over HTTP.',
    machine: 'For programs: OpenAPI 3.1',
    access: 'Access',
    parameters: 'Parameters',
    body: 'Request body',
    answers: 'Answers',
    other: 'Bahasa Indonesia',
    contents: 'Contents',
  },
} as const satisfies Record<Language, Record<string, string>>;

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
pre{overflow-x:auto;background:color-mix(in srgb,currentColor 7%,transparent);padding:.75rem;border-radius:.5rem}code,pre{font:14px/1.45 ui-monospace,monospace}
summary{cursor:pointer;padding:.7rem 0;min-height:1.6rem}details{border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.method{display:inline-block;min-width:4.5rem;font-weight:700}.path{font-family:ui-monospace,monospace;overflow-wrap:anywhere}nav a{display:inline-block;padding:.6rem .8rem .6rem 0}
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0}`;

/** The page in one language. */
export function docsPage({ info, paths, components }: OpenApi, language: Language): string {
  const text = words[language];
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))];
  const other = language === 'id' ? 'en' : 'id';
  const sections = tags.map((tag) => {
    const here = operations.filter(({ operation }) => operation.tags[0] === tag);
    const shown = here.map(({ path, method, operation }) => operationOf(path, method, operation, components, text));
    return `<section><h2 id="${escaped(tag)}">${escaped(tag)}</h2>${shown.join('')}</section>`;
  });
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title><style>${style}</style></head><body><header><h1>${text.title} ${escaped(info.version)}</h1><p>${text.lead}</p>
<p><a href="/api/openapi.json">${text.machine}</a> · <a href="?language=${other}" hreflang="${other}" lang="${other}">${text.other}</a></p>
${info.description
  .split('\n')
  .map((line) => `<p lang="en">${marked(line)}</p>`)
  .join('')}</header>
<nav aria-label="${text.contents}">${tags.map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join(' ')}</nav>
<main>${sections.join('')}</main></body></html>`;
}

function operationOf(
  path: string,
  method: string,
  operation: Operation,
  components: OpenApi['components'],
  text: (typeof words)[Language],
): string {
  const parameters = operation.parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><th scope="row"><code>${escaped(String(name))}</code></th><td>${escaped(String(place))}${required ? '' : '?'}</td><td><code>${escaped(
        notation(schema as Json, components, 0),
      )}</code></td></tr>`,
  );
  const body = contentOf(operation.requestBody);
  const answers = Object.entries(operation.responses).map(([status, response]) => {
    const content = contentOf(response);
    const isProblem = Number(status) >= 400;
    return `<h4>${status}</h4><p>${marked(String(response.description))}</p>${
      content && !isProblem ? `<pre tabindex="0">${escaped(notation(content, components, 0))}</pre>` : ''
    }`;
  });
  return `<details id="${operation.operationId}"><summary><span class="method">${method.toUpperCase()}</span> <span class="path">${escaped(
    path,
  )}</span> <span lang="en">— ${escaped(operation.summary)}</span></summary>
<p>${text.access}: <span lang="en">${escaped(operation.description.replace(/^Access: /, ''))}</span></p>
${parameters.length > 0 ? `<h3>${text.parameters}</h3><table>${parameters.join('')}</table>` : ''}
${body ? `<h3>${text.body}</h3><pre tabindex="0">${escaped(notation(body, components, 0))}</pre>` : ''}
<h3>${text.answers}</h3><div lang="en">${answers.join('')}</div></details>`;
}

function contentOf(part: Json | undefined): Json | undefined {
  const [media] = Object.values((part?.content as Record<string, { schema?: Json }> | undefined) ?? {});
  return media?.schema;
}

/** Deeper than this a schema is only named: enough for every form, short enough to read. */
const deepest = 8;

/** A schema as a short notation that reads like a type. */
function notation(schema: Json, components: OpenApi['components'], depth: number): string {
  const {
    $ref,
    type,
    properties,
    items,
    enum: choices,
    const: only,
    anyOf,
    oneOf,
    allOf,
    format,
    additionalProperties,
  } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/components/schemas/', '');
    const target = components.schemas[name];
    return target && depth === 0 ? notation(target, components, 1) : name;
  }
  if (depth > deepest) return '…';
  const inner = (part: unknown) => notation(part as Json, components, depth + 1);
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  for (const union of [anyOf, oneOf]) if (Array.isArray(union)) return union.map(inner).join(' | ');
  if (Array.isArray(allOf)) return allOf.map(inner).join(' & ');
  if (type === 'array') return `[${items ? inner(items) : 'any'}]`;
  if (type === 'object') {
    const indent = '  '.repeat(depth + 1);
    const required = new Set((schema.required as string[] | undefined) ?? []);
    const lines = Object.entries((properties as Record<string, Json> | undefined) ?? {}).map(
      ([name, property]) => `${indent}${name}${required.has(name) ? '' : '?'}: ${inner(property)}`,
    );
    if (typeof additionalProperties === 'object') lines.push(`${indent}[name]: ${inner(additionalProperties)}`);
    return lines.length > 0 ? `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}` : '{}';
  }
  return [type ?? 'any', format, limitsOf(schema)].filter(Boolean).join(' ');
}

function limitsOf({ minLength, maxLength, minimum, maximum, pattern, format }: Json): string {
  const range = (least: unknown, most: unknown) => `${least ?? ''}…${most ?? ''}`;
  const parts = [];
  if (minLength !== undefined || maxLength !== undefined) parts.push(range(minLength, maxLength));
  if (Math.abs(Number(minimum ?? maximum)) < 1e15) parts.push(range(minimum, maximum));
  if (pattern !== undefined && format === undefined) parts.push(`/${pattern}/`);
  return parts.join(' ');
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const marked = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
