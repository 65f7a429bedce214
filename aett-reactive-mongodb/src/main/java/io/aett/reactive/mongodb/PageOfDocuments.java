package io.aett.reactive.mongodb;

import io.aett.reactive.spi.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one query gave of a page.
 *
 * @param more others may follow: the page is full, or the answer was (at 16 MB the server leaves the rest away)
 * @param bytes not less than the documents take in an answer
 */
record PageOfDocuments(List<StoredCommit> documents, boolean more, long bytes) {

    /** An answer of less than this was not cut off by the server: one more document would have fit. */
    static final long SURELY_WHOLE = (15L << 20) - Parts.PART_BYTES;

    /** At least what a document has beside its payload and its ids, and what it takes to be in an answer. */
    private static final int FRAME = 300;

    private static final int MOST_BYTES_OF_A_CHAR = 3;
    private static final int TOMBSTONE = 32;

    /** @param limit how many documents were asked for */
    static PageOfDocuments cut(PageRequest request, int limit, List<StoredCommit> documents) {
        return cut(request, limit, new Generations.Answer(documents, true, null));
    }

    static PageOfDocuments cut(PageRequest request, int limit, Generations.Answer answer) {
        List<StoredCommit> documents = answer.documents();
        long bytes = 0;
        int taken = 0;
        while (taken < documents.size() && (taken == 0 || bytes < request.maxBytes())) {
            bytes += bytes(documents.get(taken++));
        }
        boolean more =
                !answer.whole() || taken < documents.size() || documents.size() >= limit || bytes >= SURELY_WHOLE;
        return new PageOfDocuments(documents.subList(0, taken), more, bytes);
    }

    /** Not less than the document takes in an answer: the server counts all of it, and so does a page. */
    static long bytes(StoredCommit commit) {
        return commit.isTombstone()
                ? TOMBSTONE
                : FRAME
                        + (long) MOST_BYTES_OF_A_CHAR * (length(commit.tenant()) + length(commit.stream()))
                        + commit.payloadBytes();
    }

    private static int length(@Nullable String id) {
        return id == null ? 0 : id.length();
    }

    /** The position of the last document. */
    long last(long otherwise) {
        return documents.isEmpty()
                ? otherwise
                : documents.get(documents.size() - 1).position();
    }

    /**
     * How many documents to ask for, by how large they were lately: so many that an answer has about half of the bytes that a page
     * may have. The driver keeps buffers of up to twice an answer's size, and what is beyond a page's bytes is thrown away.
     */
    static final class Limit {

        private volatile long average;

        int of(PageRequest request) {
            long bytes = average;
            long fitting = bytes == 0 ? request.maxCommits() : (request.maxBytes() / 2 + bytes - 1) / bytes;
            return (int) Math.max(1, Math.min(request.maxCommits(), fitting));
        }

        PageOfDocuments learnt(PageOfDocuments page) {
            if (!page.documents.isEmpty()) {
                long before = average;
                long now = page.bytes / page.documents.size();
                average = before == 0 ? now : (3 * before + now) / 4;
            }
            return page;
        }
    }
}
