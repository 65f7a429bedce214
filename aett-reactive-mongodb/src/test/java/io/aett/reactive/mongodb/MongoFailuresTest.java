package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Exceptions;

class MongoFailuresTest {

    private static final ServerAddress SERVER = new ServerAddress();
    private static final MongoCredential CREDENTIAL = MongoCredential.createCredential("user", "admin", new char[0]);

    private static Kind kind(Throwable failure) {
        return new MongoFailures().classify(failure);
    }

    private static MongoException command(int code) {
        return new MongoCommandException(
                new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(code)), SERVER);
    }

    private static MongoException bulk(@Nullable WriteConcernError concern, int... codes) {
        List<BulkWriteError> errors = Arrays.stream(codes)
                .mapToObj(code -> new BulkWriteError(code, "", new BsonDocument(), 0))
                .toList();
        return new MongoBulkWriteException(BulkWriteResult.unacknowledged(), errors, concern, SERVER, Set.of());
    }

    @Test
    void what_never_reached_a_server_was_not_applied() {
        IOException io = new IOException();
        assertThat(kind(new MongoTimeoutException("no server"))).isEqualTo(Kind.NOT_APPLIED);
        assertThat(kind(new MongoSocketOpenException("refused", SERVER, io))).isEqualTo(Kind.NOT_APPLIED);
        assertThat(kind(new MongoSecurityException(CREDENTIAL, "cut", new MongoSocketReadException("cut", SERVER))))
                .isEqualTo(Kind.NOT_APPLIED);
    }

    @ParameterizedTest
    @ValueSource(ints = {10107, 13435, 91, 189, 11600, 11602, 50, 64, 112})
    void what_was_broken_off_is_unknown_unless_the_server_says_that_nothing_was_written(int code) {
        MongoException failure = command(code);
        assertThat(kind(failure)).isEqualTo(Kind.UNKNOWN);

        failure.addLabel("NoWritesPerformed");
        assertThat(kind(failure)).isEqualTo(Kind.NOT_APPLIED);
    }

    @Test
    void a_broken_connection_is_unknown() {
        assertThat(kind(new MongoSocketReadException("cut", SERVER))).isEqualTo(Kind.UNKNOWN);
        assertThat(kind(new IllegalStateException())).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void what_the_server_refuses_is_final() {
        assertThat(kind(command(13))).isEqualTo(Kind.FINAL);
        assertThat(kind(command(121))).isEqualTo(Kind.FINAL);
        assertThat(kind(new MongoSecurityException(CREDENTIAL, "who?"))).isEqualTo(Kind.FINAL);
        assertThat(kind(bulk(null, 121))).isEqualTo(Kind.FINAL);
    }

    @Test
    void a_batch_that_was_partly_broken_off_or_not_acknowledged_is_unknown() {
        assertThat(kind(bulk(null, 121, 112))).isEqualTo(Kind.UNKNOWN);
        assertThat(kind(bulk(new WriteConcernError(64, "", "", new BsonDocument()), 121)))
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void a_missing_store_is_known_among_other_failures() {
        assertThat(kind(new NotInitializedException())).isEqualTo(Kind.NOT_INITIALIZED);
        assertThat(kind(Exceptions.multiple(command(91), new NotInitializedException())))
                .isEqualTo(Kind.NOT_INITIALIZED);
        assertThat(kind(Exceptions.multiple(command(13), command(91)))).isEqualTo(Kind.FINAL);
    }
}
