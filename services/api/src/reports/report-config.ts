import { z } from 'zod';
import { settings } from '#platform/config/read-config.js';
import { countSetting } from '#platform/config/service-settings.js';

/** What an installation decides of reports. */
export interface ReportConfig {
  /** Domains of mail addresses that may get reports without being in the people file; empty: none. */
  readonly domains: readonly string[];
  /** Whether mails have links: an outside address cannot agree without one. */
  readonly hasPublicUrl: boolean;
  /** Files of a report that are larger together go as a link, bytes. */
  readonly attachmentBytes: number;
  /** How often the API looks for work, milliseconds; 0: never by itself. */
  readonly stepMs: number;
}

export const REPORT_DEFAULTS: ReportConfig = {
  domains: [],
  hasPublicUrl: false,
  attachmentBytes: 8 * 1024 * 1024,
  stepMs: 5_000,
};

const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** Variables of reports; the embedded shape has them too. */
export const reportSettings = () => ({
  MNARA_REPORT_DOMAINS: z
    .string()
    .transform((text) => text.split(',').map((domain) => domain.trim().toLowerCase()))
    .refine((domains) => domains.every((domain) => DOMAIN.test(domain)), 'give domains like ministry.example')
    .optional()
    .register(settings, {
      says: 'Domains of mail addresses outside the people file that reports may be sent to, separated by commas; each address is asked first. Without it, reports go to people of the people file only.',
      example: 'ministry.example,audit.example',
    }),
  MNARA_REPORT_ATTACHMENT_MB: countSetting(
    8,
    1,
    50,
    'Size of the files of a report up to which they are attached to the mail; larger ones go as a link.',
  ),
});

type Values = z.output<z.ZodObject<ReturnType<typeof reportSettings>>> & {
  readonly MNARA_PUBLIC_URL?: string | undefined;
};

/** The configuration of reports from the environment. */
export const reportConfig = (values: Values): ReportConfig => ({
  ...REPORT_DEFAULTS,
  domains: values.MNARA_REPORT_DOMAINS ?? [],
  hasPublicUrl: values.MNARA_PUBLIC_URL !== undefined,
  attachmentBytes: values.MNARA_REPORT_ATTACHMENT_MB * 1024 * 1024,
});
