package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class ElectionsTest {

    private static final ObjectId FIRST = new ObjectId(1, 1);
    private static final ObjectId SECOND = new ObjectId(1, 2);

    private final List<String> sent = new ArrayList<>();
    private volatile ClusterDescription known = primary(FIRST);
    private Mono<String> linearizable = Mono.just("the log");
    private final Elections elections = new Elections(
            () -> known,
            Mono.defer(() -> {
                sent.add("linearizable");
                return linearizable;
            }),
            Duration.ofSeconds(30),
            Schedulers.parallel());

    private static ClusterDescription cluster(ClusterType type, ServerType server, @Nullable ObjectId election) {
        return new ClusterDescription(
                ClusterConnectionMode.MULTIPLE,
                type,
                List.of(ServerDescription.builder()
                        .address(new ServerAddress("a.example", 1))
                        .state(ServerConnectionState.CONNECTED)
                        .type(server)
                        .ok(true)
                        .electionId(election)
                        .build()));
    }

    private static ClusterDescription primary(ObjectId election) {
        return cluster(ClusterType.REPLICA_SET, ServerType.REPLICA_SET_PRIMARY, election);
    }

    private static ClusterDescription noPrimary() {
        return cluster(ClusterType.REPLICA_SET, ServerType.REPLICA_SET_SECONDARY, null);
    }

    private Mono<String> read(Runnable meanwhile) {
        return elections.current(Mono.fromCallable(() -> {
            sent.add("read");
            meanwhile.run();
            return "read " + sent.size();
        }));
    }

    private Mono<String> read() {
        return read(() -> {});
    }

    @Test
    void the_first_read_of_each_primary_comes_behind_a_linearizable_one() {
        Await.done(read().then(read()));
        known = primary(SECOND);
        Await.done(read().then(read()));
        assertThat(sent).containsExactly("linearizable", "read", "read", "linearizable", "read", "read");
    }

    @Test
    void a_server_alone_is_just_read() {
        known = cluster(ClusterType.STANDALONE, ServerType.STANDALONE, null);
        assertThat(Await.value(read())).isEqualTo("read 1");
        assertThat(sent).containsExactly("read");
    }

    @Test
    void a_read_that_another_primary_may_have_answered_is_sent_again() {
        Await.done(read());
        sent.clear();
        assertThat(Await.value(read(() -> known = primary(SECOND)))).isEqualTo("read 3");
        assertThat(sent).containsExactly("read", "linearizable", "read");
    }

    @Test
    void a_read_is_sent_again_until_it_is_known_whose_answer_it_is() {
        known = noPrimary();
        assertThat(Await.value(read(() -> known = sent.size() < 3 ? noPrimary() : primary(FIRST))))
                .isEqualTo("read 5");
        assertThat(sent).containsExactly("read", "read", "read", "linearizable", "read");
    }

    @Test
    void nothing_found_and_failures_are_passed_on() {
        assertThat(Await.valueOrNull(elections.<String>current(Mono.empty()))).isNull();
        IllegalStateException broken = new IllegalStateException("broken");
        assertThat(Await.error(IllegalStateException.class, elections.current(Mono.error(broken))))
                .isSameAs(broken);
    }

    @Test
    void who_reads_meanwhile_waits_for_the_same_linearizable_read() {
        Sinks.One<String> answer = Sinks.one();
        linearizable = answer.asMono();
        Recorder<String> one = Recorder.of(read());
        Recorder<String> other = Recorder.of(read());
        assertThat(sent).containsExactly("linearizable");
        answer.tryEmitValue("the log").orThrow();
        one.awaitCompletion();
        other.awaitCompletion();
        assertThat(sent).containsExactly("linearizable", "read", "read");
    }

    @Test
    void a_linearizable_read_that_failed_fails_the_read_and_the_next_one_tries_again() {
        linearizable = Mono.error(new IllegalStateException("no majority"));
        Await.error(IllegalStateException.class, read());
        linearizable = Mono.empty();
        Await.done(read());
        assertThat(sent).containsExactly("linearizable", "linearizable", "read");
    }
}
