import type { Scope } from '#domain/access/viewer.js';
import type { Language } from '#domain/people/contact.js';
import type { Directory } from '#store/network/directory.js';
import type { DocumentPart } from '../document/report-document.js';
import type { RenderRequest } from '../render-request.js';
import type { ReportWords } from '../words/words.js';
import type { ReportQuestions } from './report-questions.js';

/** What a template works with. */
export interface TemplateParts {
  readonly request: RenderRequest;
  readonly questions: ReportQuestions;
  /** The part of the network that the run may see. */
  readonly visible: Directory;
  readonly words: ReportWords;
  readonly language: Language;
}

/** What a template makes: parts of the document, and paragraphs of the mail. */
export interface Section {
  readonly parts: readonly DocumentPart[];
  readonly letter: readonly (readonly string[])[];
}

/** The groups of a scope's tables, from the whole down. */
export function placesOf(scope: Scope): 'region' | 'centre' | 'service' {
  switch (scope.kind) {
    case 'network':
      return 'region';
    case 'region':
      return 'centre';
    default:
      return 'service';
  }
}

/** A name in the report's language. */
export const nameOf = (
  names: Readonly<Partial<Record<string, string>>> | undefined,
  language: Language,
  id: string,
): string => names?.[language] ?? names?.['en'] ?? id;
