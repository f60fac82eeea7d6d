/**
 * Reads systemd's journal from its files, and the kernel's log where there is no journal.
 *
 * <p>From below: {@link io.cresset.collectors.journal.FileBytes} touches a file, {@link
 * io.cresset.collectors.journal.JournalFile} reads entries from it, {@link
 * io.cresset.collectors.journal.Following} knows all files and where each was left, {@link
 * io.cresset.collectors.journal.JournalReader} reads them in order, and {@link
 * io.cresset.collectors.journal.EntryRecords} makes records of entries.
 *
 * @see <a href="https://systemd.io/JOURNAL_FILE_FORMAT/">the format</a>
 */
@NullMarked
package io.cresset.collectors.journal;

import org.jspecify.annotations.NullMarked;
