import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/tiles.css';
import './styles/pages.css';
import './styles/directives.css';
import './styles/wall.css';
import './styles/alerts.css';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app';
import { startTheme } from './components/layout/theme';
import { startLanguage } from './language/language';
import { followNetwork } from './live/connection';
import { Entrance } from './pages/sign-in/entrance';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root.');

/** Pages of people who are not signed in yet: they ask for no figures. */
const isEntrance = location.pathname === '/sign-in' || location.pathname === '/set-up';

startTheme();
if (!isEntrance) followNetwork();
await startLanguage();
createRoot(root).render(<BrowserRouter>{isEntrance ? <Entrance /> : <App />}</BrowserRouter>);
