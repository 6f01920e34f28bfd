-- Reports that failed lately, for the alert about reports that were not sent.
CREATE INDEX report_run_failed ON mnara.report_run (finished_at) WHERE state = 'failed';
