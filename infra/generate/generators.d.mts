/** Texts by their path from the project's root. */
export type Files = Map<string, string>;

export interface Generator {
  readonly name: string;
  readonly files: () => Promise<Files>;
  /** Folders in which every file is generated. */
  readonly folders: readonly string[];
  /** Made by the program itself, which is built from what the others write. */
  readonly needsBuild: boolean;
}

export const GENERATORS: readonly Generator[];
/** @param contracts folder of other contracts than proto/ */
export function protoFiles(contracts?: string): Promise<Files>;
/** @param schema text of another schema than that of services/api */
export function graphqlFiles(schema?: string): Promise<Files>;
export function holidayFiles(): Promise<Files>;
