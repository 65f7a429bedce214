package io.aett.reactive.mongodb;

import static com.mongodb.MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.internal.InTime;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.concurrent.TimeoutException;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import reactor.core.publisher.Mono;

/** One transaction in a session of its own, which is closed when the transaction ends. */
final class OpenTransaction {

    /** How often a commit of unknown outcome is sent again; the driver itself sends each of them twice. */
    private static final int MORE_COMMITS = 2;

    private static final MongoFailures FAILURES = new MongoFailures();

    private static final BsonDocument NOTHING = new BsonDocument("_id", BsonNull.VALUE);

    private final ClientSession session;
    private final MongoCollection<BsonDocument> states;
    private final EngineOptions options;
    private volatile Mono<?> running = Mono.empty();
    private volatile boolean committing;

    OpenTransaction(ClientSession session, MongoCollection<BsonDocument> states, EngineOptions options) {
        this.session = session;
        this.states = states;
        this.options = options;
    }

    ClientSession session() {
        return session;
    }

    /**
     * One step of the transaction. It runs to its end when it is cancelled, and what undoes the transaction waits for that: a first command
     * that the server got after the abort would begin the transaction anew, and hold what it changed.
     */
    <T> Mono<T> step(Mono<T> step) {
        return Mono.defer(() -> {
            if (!session.hasActiveTransaction()) {
                return Mono.error(new StorageException("MongoDB: the transaction has ended; its states end with it"));
            }
            Mono<T> shared = step.onErrorMap(MongoException.class, OpenTransaction::ofStep)
                    .cache();
            running = shared;
            return shared;
        });
    }

    /** Within a transaction a failure that may pass undoes all of it; there is nothing in doubt before the commit. */
    private static Throwable ofStep(MongoException error) {
        boolean raced = ErrorCategory.fromErrorCode(error.getCode()) == ErrorCategory.DUPLICATE_KEY;
        Kind kind = FAILURES.classify(error);
        return raced || isTransient(error) || kind == Kind.UNKNOWN || kind == Kind.NOT_APPLIED ? undone(error) : error;
    }

    static Throwable undone(Throwable error) {
        return new StorageUnavailableException(
                "MongoDB: the transaction was undone (" + describe(error) + "); repeat it", error);
    }

    static boolean isTransient(MongoException error) {
        return error.hasErrorLabel(TRANSIENT_TRANSACTION_ERROR_LABEL);
    }

    /** Runs to its end when it is cancelled, as a step does. */
    Mono<Void> commit() {
        return Mono.defer(() -> {
            Mono<Void> shared = bounded(commit(MORE_COMMITS, false))
                    .onErrorMap(TimeoutException.class, OpenTransaction::inDoubt)
                    .cache();
            running = shared;
            committing = true;
            return shared;
        });
    }

    private Mono<Void> commit(int more, boolean before) {
        return Mono.from(session.commitTransaction()).onErrorResume(error -> {
            boolean doubt = isInDoubt(error);
            return doubt && more > 0 ? commit(more - 1, true) : Mono.error(ofCommit(error, doubt || before));
        });
    }

    private static boolean isInDoubt(Throwable error) {
        return error instanceof MongoException known
                ? known.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)
                : FAILURES.classify(error) == Kind.UNKNOWN;
    }

    /** The server's word that there is no such transaction holds for the attempts before, too. */
    private static Throwable ofCommit(Throwable error, boolean doubt) {
        if (error instanceof MongoException known && isTransient(known)) {
            return undone(error);
        }
        Kind kind = doubt ? Kind.UNKNOWN : FAILURES.classify(error);
        return switch (kind) {
            case UNKNOWN -> inDoubt(error);
            case NOT_APPLIED -> undone(error);
            case FINAL, NOT_INITIALIZED ->
                new StorageException("MongoDB: the transaction was refused (" + describe(error) + ")", error);
        };
    }

    private static Throwable inDoubt(Throwable error) {
        return new StateOutcomeUnknownException(
                "MongoDB: it is not known whether the transaction was committed (" + describe(error)
                        + "); read what it changes",
                error);
    }

    static String describe(Throwable error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    /** Undoes what nobody began to commit. Never fails: the server undoes by itself what is left to it. */
    Mono<Void> end() {
        return bounded(Mono.defer(() -> running.then()))
                .onErrorComplete()
                .then(Mono.defer(() -> committing || !session.hasActiveTransaction() ? Mono.empty() : undo()))
                .doOnTerminate(session::close);
    }

    private Mono<Void> undo() {
        boolean begun = session.getOperationTime() != null;
        return begun ? abort() : abort().then(outdate());
    }

    private Mono<Void> abort() {
        return bounded(Mono.from(session.abortTransaction())).onErrorComplete();
    }

    /**
     * The work's first command was not answered, and may still be on its way, on another connection than the abort: it would begin the
     * transaction behind its end. The server ends the transactions of a session, and refuses them from then on, when one with a higher number
     * comes.
     */
    private Mono<Void> outdate() {
        return Mono.defer(() -> {
            session.startTransaction();
            return bounded(Mono.from(states.find(session, NOTHING).first()).then())
                    .onErrorComplete()
                    .then(abort());
        });
    }

    private Mono<Void> bounded(Mono<Void> ending) {
        return InTime.of(
                ending,
                options.commitTimeout(),
                Mono.error(() -> new TimeoutException("no answer within " + options.commitTimeout())),
                options.scheduler());
    }
}
