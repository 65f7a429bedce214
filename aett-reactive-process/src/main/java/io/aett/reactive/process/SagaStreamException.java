package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStoreException;
import java.util.Locale;

/** A saga would be kept in the stream that its event is in. Another attempt does not help. */
public final class SagaStreamException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    SagaStreamException(String runner, Class<?> saga, Commit commit, EventMessage event) {
        super("runner " + runner + ": " + event.body().getClass().getName() + " is in stream " + commit.streamId()
                + ", and so would be " + saga.getName() + " " + commit.streamId()
                + ": a saga needs a stream of its own. Let on(...) give its sagas other ids, such as \""
                + saga.getSimpleName().toLowerCase(Locale.ROOT) + "-\" + id; and if this is the stream of a"
                + " saga that was changed elsewhere, use an event there that this runner does not listen to");
    }
}
