import { type ConfigSchema, settings } from './read-config.js';

const WIDTH = 100;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** The text of .env.example: every variable that people may set, with its description, commented out. */
export function envExample(heading: string, schema: ConfigSchema): string {
  const parts = Object.entries(schema.shape).flatMap(([name, variable]) => {
    const setting = settings.get(variable);
    if (setting?.isInternal === true) return [];
    const lines = [...wrapped(setting?.says ?? name), `# ${name}=${setting?.example ?? ''}`];
    if (setting?.isSecret === true) lines.push(`# or from a file: ${name}_FILE=`);
    return [lines.join('\n')];
  });
  return `${[wrapped(heading).join('\n'), ...parts].join('\n\n')}\n`;
}
