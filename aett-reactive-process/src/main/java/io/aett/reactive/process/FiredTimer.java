package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaTimer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * That a timer was due, as a commit: the only one of its stream, with the command as its event.
 *
 * @param sagaId whose timer
 * @param due when
 * @param command what is to be done
 */
record FiredTimer(String sagaId, Instant due, EventMessage command) {

    private static final String HEADER = "FiredTimer";
    private static final String STREAM = "timer-";

    /** @param setBy the commit that sets the timer */
    static Commit commit(PendingTimer timer, Commit setBy, Instant stamp) {
        SagaTimer set = Saga.timersOf(setBy).stream()
                .filter(one -> one.name().equals(timer.name()))
                .findFirst()
                .orElseThrow();
        Commit.Builder fired = Commit.builder();
        Correlation.causedBy(setBy).headers().forEach(fired::header);
        UUID id = Ids.ofTimer(timer);
        return fired.tenantId(timer.tenantId())
                .streamId(STREAM + id)
                .streamRevision(1)
                .commitSequence(1)
                .commitId(id)
                .commitStamp(stamp)
                .header(HEADER, header(timer))
                .events(List.of(Objects.requireNonNull(set.message())))
                .build();
    }

    /** In this order in every process, so that whoever is first writes the same bytes. */
    private static Map<String, Object> header(PendingTimer timer) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("saga", timer.sagaId());
        header.put("name", timer.name());
        header.put("due", timer.due().toString());
        return header;
    }

    static Optional<FiredTimer> of(Commit commit) {
        Object header = commit.headers().get(HEADER);
        if (header == null || !commit.streamId().equals(STREAM + commit.commitId())) {
            return Optional.empty();
        }
        try {
            if (header instanceof Map<?, ?> said
                    && said.get("saga") instanceof String saga
                    && said.get("due") instanceof String due) {
                return Optional.of(
                        new FiredTimer(saga, Instant.parse(due), commit.events().get(0)));
            }
        } catch (DateTimeException noTime) {
            throw MalformedDataException.of(commit, "header " + HEADER + " is not due at a time", noTime);
        }
        throw MalformedDataException.of(commit, "header " + HEADER + " names no timer", null);
    }
}
