package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Projections;
import java.util.List;
import org.bson.conversions.Bson;

/**
 * The indexes, by name, since queries name the one they use. Of documents with a tenant only, so that tombstones are in none of them; not
 * <em>sparse</em>, which is no part of MongoDB's stable API.
 */
final class Indexes {

    /** One commit per sequence of a stream. */
    static final String SEQUENCE = "sequence";

    /** One commit per commit id in a stream. */
    static final String COMMIT_ID = "commitId";

    /** Finds commits by revision, and tells of heads and predecessors without their documents. */
    static final String REVISION = "revision";

    /** A tenant's commits in checkpoint order. */
    static final String TENANT = "tenant";

    /** What {@link #REVISION} tells. */
    static final Bson COVERED = Projections.include(
            Documents.TENANT, Documents.STREAM, Documents.REVISION, Documents.SEQUENCE, Documents.STAMP, Documents.ID);

    static final List<IndexModel> OF_COMMITS = List.of(
            unique(SEQUENCE, Documents.TENANT, Documents.GENERATION, Documents.STREAM, Documents.SEQUENCE),
            unique(COMMIT_ID, Documents.TENANT, Documents.GENERATION, Documents.STREAM, Documents.COMMIT_ID),
            plain(
                    REVISION,
                    Documents.TENANT,
                    Documents.GENERATION,
                    Documents.STREAM,
                    Documents.REVISION,
                    Documents.SEQUENCE,
                    Documents.STAMP,
                    Documents.ID),
            plain(TENANT, Documents.TENANT, Documents.GENERATION, Documents.ID, Documents.STAMP));

    static final List<IndexModel> OF_PARTS = List.of(plain(TENANT, Documents.TENANT, Documents.GENERATION));

    static final List<IndexModel> OF_SNAPSHOTS =
            List.of(unique(REVISION, Documents.TENANT, Documents.GENERATION, Documents.STREAM, Documents.REVISION));

    private Indexes() {}

    private static IndexModel unique(String name, String... fields) {
        return new IndexModel(ascending(fields), options(name).unique(true));
    }

    private static IndexModel plain(String name, String... fields) {
        return new IndexModel(ascending(fields), options(name));
    }

    private static IndexOptions options(String name) {
        return new IndexOptions().name(name).partialFilterExpression(Filters.exists(Documents.TENANT));
    }
}
