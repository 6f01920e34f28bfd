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

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root.');

startTheme();
followNetwork();
await startLanguage();
createRoot(root).render(
  <BrowserRouter>
    <App />
  </BrowserRouter>,
);
