/** Ids are branded so that one kind of id is never used in place of another. */
type Branded<Name extends string> = string & { readonly __brand: Name };

export type CentreId = Branded<'CentreId'>;
export type RegionId = Branded<'RegionId'>;
export type ServiceId = Branded<'ServiceId'>;
export type AgencyId = Branded<'AgencyId'>;
export type DeskId = Branded<'DeskId'>;
export type StaffPseudonym = Branded<'StaffPseudonym'>;
export type VisitId = Branded<'VisitId'>;
export type AgentId = Branded<'AgentId'>;

/** Brands a checked string as an id; the caller has checked it. */
export const asId = <Id extends string>(text: string): Id => text as Id;
