package io.aett.reactive.mongodb;

import io.aett.reactive.spi.PageRequest;
import java.util.List;
import org.bson.BsonDocument;

/**
 * What one query gave of a page.
 *
 * @param more others may follow: the page is full, or the answer was (at 16 MB the server leaves the rest away)
 */
record PageOfDocuments(List<BsonDocument> documents, boolean more) {

    /** An answer with less payload than this was not cut off by the server: one more document would have fit. */
    private static final long SURELY_WHOLE = (15L << 20) - Parts.PART_BYTES;

    /** @param limit how many documents were asked for */
    static PageOfDocuments cut(PageRequest request, int limit, List<BsonDocument> documents) {
        long bytes = 0;
        int taken = 0;
        while (taken < documents.size() && (taken == 0 || bytes < request.maxBytes())) {
            BsonDocument document = documents.get(taken++);
            bytes += Documents.isTombstone(document) ? 0 : Documents.bytes(document);
        }
        boolean more = taken < documents.size() || documents.size() >= limit || bytes >= SURELY_WHOLE;
        return new PageOfDocuments(documents.subList(0, taken), more);
    }

    /** The position of the last document. */
    long last(long otherwise) {
        return documents.isEmpty() ? otherwise : Documents.number(documents.get(documents.size() - 1), Documents.ID);
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

        void learn(List<BsonDocument> documents) {
            if (!documents.isEmpty()) {
                long sum = documents.stream()
                        .mapToLong(document -> Documents.isTombstone(document) ? 0 : Documents.bytes(document))
                        .sum();
                long before = average;
                long now = sum / documents.size();
                average = before == 0 ? now : (3 * before + now) / 4;
            }
        }
    }
}
