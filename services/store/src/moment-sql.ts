/** SQL of a moment as Unix milliseconds, a number: the driver reads it five times as quickly as a date. */
export const momentSql = (moment: string): string => `(extract(epoch FROM ${moment}) * 1000)::float8`;
