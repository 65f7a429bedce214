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

    static PageOfDocuments cut(PageRequest request, List<BsonDocument> documents) {
        long bytes = 0;
        int taken = 0;
        while (taken < documents.size() && (taken == 0 || bytes < request.maxBytes())) {
            BsonDocument document = documents.get(taken++);
            bytes += Documents.isTombstone(document) ? 0 : Documents.bytes(document);
        }
        boolean more = taken < documents.size() || documents.size() >= request.maxCommits() || bytes >= SURELY_WHOLE;
        return new PageOfDocuments(documents.subList(0, taken), more);
    }

    /** The position of the last document. */
    long last(long otherwise) {
        return documents.isEmpty() ? otherwise : Documents.number(documents.get(documents.size() - 1), Documents.ID);
    }
}
