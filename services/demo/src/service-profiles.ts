/** The behaviour of a service in the demonstration. The numbers are invented, but plausible for a counter. */
export interface ServiceProfile {
  /** Relative frequency of requests for this service. */
  readonly weight: number;
  readonly medianMinutes: number;
  /** Standard deviation of the logarithm of the duration; default 0.45. */
  readonly spread?: number;
  /** The service to which some customers are transferred. */
  readonly next?: string;
  /** Whether customers give it poor ratings. */
  readonly isPoor?: boolean;
}

/** The profile of services that are not listed below. */
export const USUAL_PROFILE: ServiceProfile = { weight: 3, medianMinutes: 8 };

export const SERVICE_PROFILES: Readonly<Record<string, ServiceProfile>> = {
  'id-first': { weight: 7, medianMinutes: 11, next: 'sha-register' },
  'id-replace': { weight: 7, medianMinutes: 9 },
  'id-collect': { weight: 9, medianMinutes: 3.5, spread: 0.6 },
  'id-correct': { weight: 3, medianMinutes: 10 },
  'birth-certificate': { weight: 7, medianMinutes: 8 },
  'birth-late': { weight: 2, medianMinutes: 14 },
  'death-certificate': { weight: 2, medianMinutes: 9 },
  passport: { weight: 4, medianMinutes: 13, next: 'ecitizen-account' },
  'kra-pin': { weight: 6, medianMinutes: 6 },
  'tax-return': { weight: 5, medianMinutes: 10 },
  'tax-compliance': { weight: 3, medianMinutes: 7, next: 'tax-return' },
  'pin-change': { weight: 2, medianMinutes: 8 },
  'business-name': { weight: 3, medianMinutes: 12, next: 'kra-pin' },
  'company-search': { weight: 1, medianMinutes: 8 },
  'construction-permit': { weight: 0.7, medianMinutes: 12 },
  'youth-loan': { weight: 1, medianMinutes: 14 },
  'driving-licence': { weight: 5, medianMinutes: 7 },
  'driving-licence-smart': { weight: 3, medianMinutes: 11 },
  'provisional-licence': { weight: 2, medianMinutes: 9 },
  'vehicle-transfer': { weight: 2, medianMinutes: 12 },
  'number-plate': { weight: 2, medianMinutes: 4, spread: 0.6 },
  'nssf-register': { weight: 3, medianMinutes: 7 },
  'nssf-statement': { weight: 2.5, medianMinutes: 5 },
  'nssf-claim': { weight: 2, medianMinutes: 13 },
  'sha-register': { weight: 7, medianMinutes: 9 },
  'sha-dependants': { weight: 3, medianMinutes: 8 },
  'sha-contribution': { weight: 3, medianMinutes: 6 },
  'helb-loan': { weight: 3, medianMinutes: 9 },
  'helb-clearance': { weight: 1.5, medianMinutes: 7 },
  'tsc-enquiry': { weight: 1, medianMinutes: 8 },
  'exam-certificate': { weight: 1, medianMinutes: 8 },
  'cash-transfer': { weight: 2, medianMinutes: 9 },
  'pension-enquiry': { weight: 1.5, medianMinutes: 8 },
  'court-fees': { weight: 1, medianMinutes: 8 },
  'case-status': { weight: 1, medianMinutes: 6 },
  'land-search': { weight: 2.2, medianMinutes: 13, spread: 0.6, next: 'land-rent', isPoor: true },
  'land-rent': { weight: 1.2, medianMinutes: 9 },
  'good-conduct': { weight: 4, medianMinutes: 11, next: 'ecitizen-account' },
  'police-abstract': { weight: 2, medianMinutes: 7 },
  'complaint-justice': { weight: 0.5, medianMinutes: 12 },
  'ecitizen-account': { weight: 5, medianMinutes: 5, spread: 0.55 },
  'power-account': { weight: 2, medianMinutes: 6 },
};
