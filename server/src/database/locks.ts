/** Advisory locks that several parts of the server agree on. */

/** Held while a backup is made: nothing that its snapshot names may be removed from the file store meanwhile. */
export const backupLockKey = 72_707_371;
