/** TURN servers with credentials, as a page gives them to the browser (`RTCConfiguration.iceServers`). */
import { z } from 'zod';

export const iceServersSchema = z.object({
  /** Empty where the installation has no TURN server. */
  servers: z.array(z.object({ urls: z.array(z.string()), username: z.string(), credential: z.string() })),
  /** How long the credentials can be used, from this answer on; 0 without servers. */
  lifetimeSeconds: z.int().min(0),
});
export type IceServers = z.infer<typeof iceServersSchema>;
