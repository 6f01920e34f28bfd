import type { Words } from '#domain/kpi/catalogue-entry.js';
import type { PdfWords } from '../writers/pdf.js';
import type { XlsxWords } from '../writers/xlsx.js';

export const FILE_LANGUAGES = ['en', 'sw', 'kk', 'ru'] as const;
export type FileLanguage = (typeof FILE_LANGUAGES)[number];

/** A text in a language; English where it has none. */
export const wordIn = (words: Words, language: FileLanguage): string => words[language] ?? words.en;

/** What every file says beside its figures. */
export const FILE_WORDS = {
  figures: { en: 'figures', sw: 'takwimu', kk: 'көрсеткіштер', ru: 'показатели' },
  definitions: { en: 'definitions', sw: 'maelezo', kk: 'анықтамалар', ru: 'определения' },
  notes: { en: 'notes', sw: 'vidokezo', kk: 'ескертпелер', ru: 'примечания' },
  id: { en: 'Id', sw: 'Kitambulisho', kk: 'Идентификатор', ru: 'Идентификатор' },
  name: { en: 'Name', sw: 'Jina', kk: 'Атауы', ru: 'Название' },
  unit: { en: 'Unit', sw: 'Kipimo', kk: 'Өлшем бірлігі', ru: 'Единица' },
  definition: { en: 'Definition', sw: 'Maelezo', kk: 'Анықтамасы', ru: 'Определение' },
  value: { en: 'Value', sw: 'Thamani', kk: 'Мәні', ru: 'Значение' },
  cut: {
    en: '{n} characters; the whole text is in CSV, Parquet and JSON',
    sw: 'herufi {n}; maandishi yote yako katika CSV, Parquet na JSON',
    kk: '{n} таңба; толық мәтін CSV, Parquet және JSON файлдарында',
    ru: '{n} знаков; полный текст в CSV, Parquet и JSON',
  },
  noData: { en: 'no data', sw: 'hakuna data', kk: 'дерек жоқ', ru: 'нет данных' },
  hidden: {
    en: 'hidden: too few legs',
    sw: 'imefichwa: hatua chache',
    kk: 'жасырын: тым аз',
    ru: 'скрыто: слишком мало',
  },
  pageRows: {
    en: 'rows {from}–{to} of {all}',
    sw: 'safu {from}–{to} kati ya {all}',
    kk: '{from}–{to} жолдар, барлығы {all}',
    ru: 'строки {from}–{to} из {all}',
  },
  /** The number of all pages follows. */
  page: { en: 'page {n} of', sw: 'ukurasa {n} kati ya', kk: '{n}-бет, барлығы', ru: 'стр. {n} из' },
  period: { en: 'Period', sw: 'Kipindi', kk: 'Кезең', ru: 'Период' },
  periodText: {
    en: '{from} to {to} (without the last moment)',
    sw: '{from} hadi {to} (bila wakati wa mwisho)',
    kk: '{from} – {to} (соңғы сәтсіз)',
    ru: 'с {from} до {to} (не включая)',
  },
  comparedPeriod: {
    en: 'Compared period',
    sw: 'Kipindi cha kulinganisha',
    kk: 'Салыстыру кезеңі',
    ru: 'Период сравнения',
  },
  timeZone: { en: 'Time zone', sw: 'Saa za eneo', kk: 'Уақыт белдеуі', ru: 'Часовой пояс' },
  filters: { en: 'Filters', sw: 'Vichujio', kk: 'Сүзгілер', ru: 'Фильтры' },
  none: { en: 'none', sw: 'hakuna', kk: 'жоқ', ru: 'нет' },
  question: { en: 'Question', sw: 'Swali', kk: 'Сұрау', ru: 'Запрос' },
  questionHash: { en: 'Question SHA-256', sw: 'SHA-256 ya swali', kk: 'Сұрау SHA-256', ru: 'SHA-256 запроса' },
  asOf: { en: 'As of', sw: 'Kufikia', kk: 'Дерек уақыты', ru: 'По состоянию на' },
  completeness: {
    en: 'Lowest completeness',
    sw: 'Ukamilifu wa chini kabisa',
    kk: 'Ең төменгі толықтық',
    ru: 'Наименьшая полнота',
  },
  centresMissing: {
    en: 'Centres whose data is missing',
    sw: 'Vituo ambavyo data yake haipo',
    kk: 'Дерегі жоқ орталықтар',
    ru: 'Центры без данных',
  },
  centresClosed: {
    en: 'Centres closed in the whole period',
    sw: 'Vituo vilivyofungwa kipindi chote',
    kk: 'Бүкіл кезеңде жабық орталықтар',
    ru: 'Центры, закрытые весь период',
  },
  remark: { en: 'Remark', sw: 'Angalizo', kk: 'Ескерту', ru: 'Замечание' },
  clock: {
    en: 'Rows are of the period',
    sw: 'Safu ni za kipindi',
    kk: 'Жолдар кезеңі',
    ru: 'Строки относятся к периоду',
  },
  rows: { en: 'Rows', sw: 'Safu', kk: 'Жолдар', ru: 'Строк' },
  sha256: { en: 'SHA-256 of the rows', sw: 'SHA-256 ya safu', kk: 'Жолдардың SHA-256', ru: 'SHA-256 строк' },
} as const satisfies Readonly<Record<string, Words>>;

/** A fixed text of a file. */
export const say = (word: keyof typeof FILE_WORDS, language: FileLanguage): string =>
  wordIn(FILE_WORDS[word], language);

/** Names of a workbook's sheets and headers. */
export function xlsxWords(language: FileLanguage): XlsxWords {
  const word = (name: keyof typeof FILE_WORDS): string => say(name, language);
  return {
    figures: word('figures'),
    definitions: word('definitions'),
    notes: word('notes'),
    id: word('id'),
    name: word('name'),
    unit: word('unit'),
    definition: word('definition'),
    value: word('value'),
    cut: word('cut'),
  };
}

/** Texts of a document on paper. */
export function pdfWords(language: FileLanguage): PdfWords {
  const word = (name: keyof typeof FILE_WORDS): string => say(name, language);
  return {
    notes: word('notes'),
    definitions: word('definitions'),
    rows: word('pageRows'),
    page: word('page'),
    noData: word('noData'),
    hidden: word('hidden'),
    cut: word('cut'),
  };
}
