import { AppPlugin } from '@grafana/data';
import { AppRoot } from './pages/app-root.js';

export const plugin = new AppPlugin().setRootPage(AppRoot);
