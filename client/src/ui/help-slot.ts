/** Where the frames take their help from: the frames know no feature, so whoever composes the pages puts it in. */
import { createContext, type ReactNode } from 'react';

/** The control that opens the help of the page at hand; null leaves it out. */
export const HelpSlot = createContext<ReactNode>(null);
