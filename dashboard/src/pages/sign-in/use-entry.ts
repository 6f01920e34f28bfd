import { useState } from 'react';
import { type SignInFault, sendCredentials } from './credentials';

/** An attempt to enter, or why the last one failed. */
export interface Entry {
  readonly fault: SignInFault | null;
  readonly setFault: (fault: SignInFault) => void;
  readonly isBusy: boolean;
  /** Sends what a person typed and opens the page; resolves to why nobody was signed in. */
  readonly send: (path: string, typed: object, page: string) => Promise<SignInFault | null>;
}

/** Sends one attempt at a time. @param first what is said before one was made */
export function useEntry(first: () => SignInFault | null = () => null): Entry {
  const [fault, setFault] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const send = async (path: string, typed: object, page: string): Promise<SignInFault | null> => {
    setBusy(true);
    const refused = await sendCredentials(path, typed).catch((): SignInFault => ({ code: 'FAILED' }));
    if (refused === null) location.replace(page);
    else setFault(refused);
    setBusy(false);
    return refused;
  };
  return { fault, setFault, isBusy, send };
}
