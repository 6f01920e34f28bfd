/** The text of a UUID as the database writes it. What does not match names no row, and is not asked for. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
