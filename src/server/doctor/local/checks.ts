/** The checks of this machine. They send nothing over a network. */
import type { AnyCheck } from '../check.ts';
import { configCheck } from './config.ts';
import { dataFolderCheck } from './data-folder.ts';
import { enginesCheck } from './engines.ts';
import { filesCheck } from './files.ts';
import { glibcCheck } from './glibc.ts';
import { nodeCheck } from './node.ts';
import { pagesCheck } from './pages.ts';
import { portsCheck } from './ports.ts';
import { socketsCheck } from './sockets.ts';

export const LOCAL_CHECKS: readonly AnyCheck[] = [
  nodeCheck,
  socketsCheck,
  glibcCheck,
  filesCheck,
  configCheck,
  portsCheck,
  pagesCheck,
  dataFolderCheck,
  enginesCheck,
];
