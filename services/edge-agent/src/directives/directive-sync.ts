import type { MessageInitShape } from '@bufbuild/protobuf';
import { ANSWERS, REPORT_LIMITS, readDirective } from '#contracts/directive/directive-message.js';
import type { DirectiveBatch, DirectiveReportSchema } from '#contracts/gen/mnara/v1/directive_pb.js';
import type { AgentLog } from '../agent/agent-log.js';
import type { CentreDirectives } from './centre-directives.js';

type ReportInit = Exclude<MessageInitShape<typeof DirectiveReportSchema>, { readonly $typeName: string }>;

/**
 * How often a report is sent to request directives that may be missing, milliseconds. It is more often over HTTPS
 * batches, where the server cannot push.
 */
const REFRESH_MS = { socket: 300_000, polling: 10_000 } as const;
const UNANSWERED_MS = 30_000;

/**
 * Sends reports on directives and handles the answers. Both are delivered at least once; repetitions are recognised by
 * their ids.
 */
export class DirectiveSync {
  #takesReports = false;
  #isDue = false;
  #reportedAtMs = 0;
  #reportedIds: readonly string[] | undefined;

  constructor(
    readonly centreId: string,
    readonly directives: CentreDirectives,
    /** This computer's clock, Unix milliseconds. */
    readonly now: () => number,
    readonly log: AgentLog,
  ) {}

  /** A session starts. @param takesReports whether the gateway supports reports */
  welcomed(takesReports: boolean): void {
    this.#takesReports = takesReports;
    this.#isDue = true;
    this.#reportedIds = undefined;
  }

  /** Requests a report as soon as possible. */
  requestReport(): void {
    this.#isDue = true;
  }

  /** The next report; undefined when no report is due now. */
  next(isPolling: boolean): ReportInit | undefined {
    const ageMs = this.now() - this.#reportedAtMs;
    if (!this.#takesReports) return undefined;
    if (this.#reportedIds !== undefined) {
      if (ageMs < UNANSWERED_MS) return undefined;
    } else if (!this.#isDue && ageMs < REFRESH_MS[isPolling ? 'polling' : 'socket']) return undefined;
    const { inbox } = this.directives;
    const held = inbox.held().slice(0, REPORT_LIMITS.held);
    this.#isDue = false;
    this.#reportedAtMs = this.now();
    this.#reportedIds = held.map(({ directiveId }) => directiveId);
    return {
      held: held.map(({ directiveId, version, receivedAt }) => ({
        directiveId,
        version,
        receivedAtMs: BigInt(Math.trunc(receivedAt)),
      })),
      answers: inbox.answers(REPORT_LIMITS.answers).map(({ answerId, directiveId, kind, at, by, note }) => ({
        answerId,
        directiveId,
        kind: ANSWERS[kind],
        answeredAtMs: BigInt(Math.trunc(at)),
        answeredBy: by,
        note,
      })),
    };
  }

  /**
   * Stores what the gateway sent. Directives that cannot be stored are not reported as held, so the gateway sends them
   * again.
   */
  receive(batch: DirectiveBatch): void {
    const { inbox } = this.directives;
    try {
      const directives = batch.directives.flatMap((message) => readDirective(message, this.centreId) ?? []);
      inbox.taken(batch.takenAnswerIds);
      if (batch.answersReport) {
        inbox.reported(this.#reportedIds ?? []);
        this.#reportedIds = undefined;
      }
      const hasMoreAnswers = batch.takenAnswerIds.length > 0 && inbox.answers(1).length > 0;
      if (this.directives.take(directives) || hasMoreAnswers) this.#isDue = true;
    } catch (error) {
      this.log.error(
        {},
        'The directives cannot be stored and will be received again: ' +
          `${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
