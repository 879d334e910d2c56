import { AppPlugin } from '@grafana/data';
import { OverviewPage } from './pages/overview-page.js';

export const plugin = new AppPlugin().setRootPage(OverviewPage);
