import { create } from 'zustand';

const KEY = 'mnara.alertSound';

/**
 * off: muted by the reader. waiting: wanted, but the browser plays nothing before the page was touched. on: it can
 * be heard.
 */
type SoundState = 'off' | 'waiting' | 'on';

interface Sound {
  readonly isMuted: boolean;
  /** The browser lets the page play. */
  readonly isFree: boolean;
  /** How often it has sounded, and when it did last, Unix milliseconds. */
  readonly played: number;
  readonly playedAt: number;
}

export const useSound = create<Sound>(() => ({
  isMuted: localStorage.getItem(KEY) === 'off',
  isFree: false,
  played: 0,
  playedAt: 0,
}));

/** What can be heard now. */
export const soundState = ({ isMuted, isFree }: Pick<Sound, 'isMuted' | 'isFree'>): SoundState =>
  isMuted ? 'off' : isFree ? 'on' : 'waiting';

let audio: AudioContext | null = null;

/** Asks the browser for leave to play; it is given within a gesture only. */
async function free(): Promise<void> {
  audio ??= new AudioContext();
  await audio.resume();
  useSound.setState({ isFree: audio.state === 'running' });
}

/**
 * Frees the sound at once where the browser lets any page play, as that of a wall may; else any touch of the page
 * does. The answer stops listening.
 */
export function freeOnGesture(): () => void {
  const run = () => void free().catch(() => undefined);
  const stop = () => {
    removeEventListener('pointerdown', run);
    removeEventListener('keydown', run);
  };
  run();
  addEventListener('pointerdown', run);
  addEventListener('keydown', run);
  return stop;
}

/** Mutes or unmutes, and keeps the choice. To be called within a gesture. */
export function toggleSound(): void {
  const isMuted = soundState(useSound.getState()) === 'on';
  localStorage.setItem(KEY, isMuted ? 'off' : 'on');
  useSound.setState({ isMuted });
  if (!isMuted) void free().catch(() => undefined);
}

const NOTES = [
  { at: 0, hertz: 880 },
  { at: 0.16, hertz: 1174.7 },
] as const;
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.25;

/** An alert and the message about it come one after the other: they sound once. */
const TOGETHER_MS = 8_000;

/** One short sound of two notes, where it is allowed and did not sound just now. */
export function playAlertSound(): void {
  const state = useSound.getState();
  const now = Date.now();
  if (audio === null || soundState(state) !== 'on' || now - state.playedAt < TOGETHER_MS) return;
  for (const { at, hertz } of NOTES) {
    const from = audio.currentTime + at;
    const note = audio.createOscillator();
    const volume = audio.createGain();
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUDNESS, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + NOTE_SECONDS);
    note.connect(volume).connect(audio.destination);
    note.start(from);
    note.stop(from + NOTE_SECONDS);
  }
  useSound.setState({ played: state.played + 1, playedAt: now });
}
