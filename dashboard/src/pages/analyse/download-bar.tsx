import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { useLanguage } from '../../language/use-language';
import { reasonOf } from '../../live/reason-of';
import {
  DownloadError,
  download,
  FILE_FORMATS,
  FIRST_CHOICES,
  type FileChoices,
  type FileFormat,
  fileAddress,
  keepFile,
} from './download';
import { FileChoicesField } from './file-choices';
import type { Question } from './question';

/** How far a file is. */
type Progress =
  | { readonly state: 'running'; readonly format: FileFormat; readonly bytes: number }
  | { readonly state: 'done'; readonly name: string }
  | { readonly state: 'failed'; readonly words: string }
  | { readonly state: 'cancelled' };

/** Files of the answer, one at a time: with the bytes so far, a way to end it, and why there is none. */
export function DownloadBar({ question }: { readonly question: Question }) {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<FileChoices>(FIRST_CHOICES);
  const { progress, start, cancel } = useDownload(question, choices);
  const isRunning = progress?.state === 'running';
  return (
    <div className="analyse-downloads" data-testid="downloads">
      <span className="analyse-label">{t('analyse.download')}</span>
      <span className="analyse-buttons">
        {FILE_FORMATS.map((format) => (
          <button
            key={format}
            type="button"
            disabled={isRunning}
            data-testid={`download-${format}`}
            onClick={() => void start(format)}
          >
            {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
          </button>
        ))}
      </span>
      {isRunning ? (
        <button type="button" onClick={cancel} data-testid="cancel-download">
          {t('analyse.cancel')}
        </button>
      ) : null}
      <FileChoicesField choices={choices} onChange={setChoices} />
      <ProgressWords progress={progress} />
    </div>
  );
}

function ProgressWords({ progress }: { readonly progress: Progress | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (progress === null) return <span role="status" />;
  const { state } = progress;
  return (
    <span role={state === 'failed' ? 'alert' : 'status'} data-testid="download-state" data-state={state} dir="auto">
      {state === 'running'
        ? t('analyse.file_running', { kilobytes: formats.count(progress.bytes / 1_000) })
        : state === 'done'
          ? t('analyse.file_done', { name: progress.name })
          : state === 'failed'
            ? t('analyse.file_failed', { reason: progress.words })
            : t('analyse.file_cancelled')}
    </span>
  );
}

function useDownload(question: Question, choices: FileChoices) {
  const language = useLanguage();
  const [progress, setProgress] = useState<Progress | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const start = async (format: FileFormat) => {
    const own = new AbortController();
    stop.current = own;
    const running = (bytes: number) => setProgress({ state: 'running', format, bytes });
    running(0);
    try {
      const address = fileAddress(question, format, choices, language);
      const file = await download(address, `mnara.${format}`, own.signal, running);
      keepFile(file);
      setProgress({ state: 'done', name: file.name });
    } catch (cause) {
      if (own.signal.aborted) return setProgress({ state: 'cancelled' });
      const words = cause instanceof DownloadError ? cause.refusal.words : reasonOf(cause);
      setProgress({ state: 'failed', words });
    }
  };
  return { progress, start, cancel: () => stop.current?.abort() };
}
