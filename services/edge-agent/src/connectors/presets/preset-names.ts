/** The products that a preset exists for; each has a file in this folder. */
export const PRESETS = ['novo-sga', 'qminder', 'qmatic-orchestra'] as const;
export type PresetName = (typeof PRESETS)[number];
