/** The product as the cells need it: started as a user does, reachable from both sites, with the bench's rubric and an approved request. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RubricDocument } from '@sambung/contract/rubric';
import { startProduct } from '../../support/product.ts';
import { approvedRequest, Staff } from '../../support/staff.ts';
import { SiteBrowsers } from './browsers.ts';
import type { Bench } from './cell.ts';
import { openNetwork } from './network.ts';
import { publishRubric } from './rubric.ts';

export interface Installation {
  bench: Bench;
  rubric: RubricDocument;
  close(): Promise<void>;
}

export async function openInstallation(): Promise<Installation> {
  const network = openNetwork();
  const browsers = new SiteBrowsers();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sambung-data-'));
  try {
    const product = await startProduct({
      dataDirectory,
      env: {
        // Only where tests turn the clock may a rubric be as brief as a cell; nothing turns it.
        ...{ TEST_INSTALLATION: '1', TEST_CLOCK_FILE: join(dataDirectory, 'clock') },
        ...{ MEDIA_LISTEN_ADDRESS: network.serverAddress, MEDIA_WORKERS: '1', LOG_LEVEL: 'warn' },
      },
    });
    await network.publish(Number(new URL(product.url).port));
    const rubric = await publishRubric(await Staff.signIn(product, 'admin'));
    const request = await approvedRequest(product);
    const technician = await Staff.signIn(product, 'technician');
    return {
      bench: { network, product, browsers, technician, request },
      rubric,
      close: async () => {
        await browsers.close();
        await product.dispose();
        network.close();
      },
    };
  } catch (error) {
    await browsers.close();
    network.close();
    throw error;
  }
}
