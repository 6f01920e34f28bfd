import { create } from 'zustand';

/** What the reader chose. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'mnara.theme';

/** The choice, and what a page insists on (the wall is dark whatever the system is, unless light was chosen). */
export const useTheme = create<{ readonly choice: ThemeChoice; readonly isWall: boolean }>(() => ({
  choice: 'system',
  isWall: false,
}));

/** The theme that is shown. */
export function shownTheme(choice: ThemeChoice, isWall: boolean, systemIsDark: boolean): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return isWall || systemIsDark ? 'dark' : 'light';
}

/** Reads the kept choice and follows the system from now on. */
export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const { choice, isWall } = useTheme.getState();
    document.documentElement.dataset['theme'] = shownTheme(choice, isWall, system.matches);
  };
  const kept = localStorage.getItem(KEY);
  useTheme.setState({
    choice: kept === 'light' || kept === 'dark' ? kept : 'system',
    isWall: location.pathname === '/wall',
  });
  show();
  system.addEventListener('change', show);
  useTheme.subscribe(show);
}

/** Keeps a choice. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  useTheme.setState({ choice });
}
