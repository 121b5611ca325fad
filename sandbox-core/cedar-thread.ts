// Entry of the thread that parses, validates, formats and judges Cedar texts. No process of a guest ever loads it.
import { serveCedar } from './platform/node/cedar/serve-cedar.ts';

serveCedar();
