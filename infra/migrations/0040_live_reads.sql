-- What is read again and again about the last hours looked through the whole history of silences and gaps.
CREATE INDEX agent_silence_to ON mnara.agent_silence (silent_to);
CREATE INDEX agent_gap_seen ON mnara.agent_gap (seen_at);
