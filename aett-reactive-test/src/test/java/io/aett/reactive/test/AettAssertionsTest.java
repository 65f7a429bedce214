package io.aett.reactive.test;

import static io.aett.reactive.test.AettAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStream;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.test.Account.Deposited;
import io.aett.reactive.test.Account.Opened;
import io.aett.reactive.test.Account.Withdrawn;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AettAssertionsTest {

    private final Commit commit = Commit.builder()
            .tenantId("bank")
            .streamId("account-1")
            .commitId(new UUID(1, 2))
            .commitSequence(2)
            .streamRevision(5)
            .commitStamp(Instant.EPOCH)
            .header("user", "anna")
            .header("note", null)
            .header("UndispatchedMessage.0", EventMessage.of(new Withdrawn(1)))
            .events(new Opened("anna"), new Deposited(10))
            .checkpointToken(7)
            .build();

    private final EventStream stream = stream();

    private static EventStream stream() {
        MemoryEventStore store = MemoryEventStore.create(MemoryOptions.builder()
                .topicMap(TopicMap.create().register(Opened.class, Deposited.class))
                .build());
        EventStream stream =
                EventStream.create("bank", "account-1").add(new Opened("anna")).setHeader("user", "bob");
        Answers.valueOf(stream.commitChanges(store.commits()));
        return stream.add(new Deposited(1));
    }

    @Test
    void a_commit_is_what_it_is() {
        assertThat(commit)
                .hasEvents(new Opened("anna"), EventMatcher.any(Deposited.class))
                .hasCommands(new Withdrawn(1))
                .hasHeader("user", "anna")
                .hasHeader("note", null)
                .doesNotHaveHeader("role")
                .isInStream("bank", "account-1")
                .hasSequence(2)
                .hasRevision(5)
                .hasId(new UUID(1, 2))
                .hasStamp(Instant.EPOCH)
                .isStored()
                .isStoredAt(7);
    }

    @Test
    void what_a_commit_is_not_is_told() {
        assertThat(Failing.text(() -> assertThat(commit).hasEvents(new Opened("anna"))))
                .isEqualTo("""
                        commit 2 of bank/account-1: expected 1 event, but 2 were found

                             expected           | found
                          1  Opened[owner=anna] | Opened[owner=anna]
                        > 2  (nothing)          | Deposited[amount=10]""");
        assertThat(Failing.text(() -> assertThat(commit).hasCommands()))
                .startsWith("commit 2 of bank/account-1: expected no command, but 1 was found");
        assertThat(Failing.text(() -> assertThat(commit).hasHeader("user", "bob")))
                .isEqualTo("""
                        commit 2 of bank/account-1: header user has another value

                          expected: "bob"
                          found:    "anna\"""");
        assertThat(Failing.text(() -> assertThat(commit).hasHeader("role", "bob")))
                .isEqualTo(
                        "commit 2 of bank/account-1: expected header role, but found [user, note, UndispatchedMessage.0]");
        assertThat(Failing.text(() -> assertThat(commit).doesNotHaveHeader("user")))
                .isEqualTo("commit 2 of bank/account-1: expected no header user, but found it with \"anna\"");
        assertThat(Failing.text(() -> assertThat(commit).isInStream("bank", "account-2")))
                .isEqualTo("commit 2 of bank/account-1: expected stream bank/account-2, but found bank/account-1");
        assertThat(Failing.text(() -> assertThat(commit).hasSequence(3)))
                .isEqualTo("commit 2 of bank/account-1: expected sequence 3, but found 2");
        assertThat(Failing.text(() -> assertThat(commit).hasRevision(3)))
                .isEqualTo("commit 2 of bank/account-1: expected revision 3, but found 5");
        assertThat(Failing.text(() -> assertThat(commit).hasId(new UUID(0, 0))))
                .startsWith(
                        "commit 2 of bank/account-1: expected id 00000000-0000-0000-0000-000000000000, but found 0");
        assertThat(Failing.text(() -> assertThat(commit).hasStamp(Instant.MAX)))
                .endsWith(", but found 1970-01-01T00:00:00Z");
        assertThat(Failing.text(() -> assertThat(commit).isStoredAt(3)))
                .isEqualTo("commit 2 of bank/account-1: expected checkpoint 3, but found 7");
        assertThat(Failing.text(
                        () -> assertThat(commit.toBuilder().checkpointToken(0).build())
                                .isStored()))
                .isEqualTo("commit 2 of bank/account-1: expected a stored one, but it has no checkpoint");
    }

    @Test
    void descriptions_and_messages_of_one_s_own_are_kept() {
        assertThat(Failing.text(() -> assertThat(commit).as("the 100% latest").hasSequence(3)))
                .isEqualTo("[the 100% latest] commit 2 of bank/account-1: expected sequence 3, but found 2");
        assertThat(Failing.text(() -> assertThat(commit).withFailMessage("own").hasSequence(3)))
                .isEqualTo("own");
        assertThat(Failing.text(() -> assertThat((Commit) null).hasSequence(3))).contains("not to be null");
        assertThat(Failing.text(() -> assertThat((EventStream) null).hasSequence(3)))
                .contains("not to be null");
        assertThat(Failing.text(() -> assertThat((EventMessage) null).hasHeader("a", 1)))
                .contains("not to be null");
    }

    @Test
    void a_stream_is_what_it_is() {
        assertThat(stream)
                .hasEvents(new Opened("anna"))
                .hasUncommitted(new Deposited(1))
                .hasHeader("user", "bob")
                .hasSequence(1)
                .hasRevision(1);
        assertThat(EventStream.create("bank", "new")).hasNothingUncommitted();
    }

    @Test
    void what_a_stream_is_not_is_told() {
        assertThat(Failing.text(() -> assertThat(stream).hasEvents()))
                .startsWith("stream bank/account-1: expected no event, but 1 was found");
        assertThat(Failing.text(() -> assertThat(stream).hasNothingUncommitted()))
                .startsWith("stream bank/account-1: expected no uncommitted event, but 1 was found");
        assertThat(Failing.text(() -> assertThat(stream).hasHeader("role", 1)))
                .isEqualTo("stream bank/account-1: expected header role, but found [user]");
        assertThat(Failing.text(() -> assertThat(stream).hasSequence(2)))
                .isEqualTo("stream bank/account-1: expected sequence 2, but found 1");
        assertThat(Failing.text(() -> assertThat(stream).hasRevision(2)))
                .isEqualTo("stream bank/account-1: expected revision 2, but found 1");
    }

    @Test
    void a_message_is_what_it_is_and_what_it_is_not_is_told() {
        EventMessage message = new EventMessage(new Deposited(1), Map.of("user", "anna"));
        assertThat(message).hasBody(new Deposited(1)).hasHeader("user", "anna").doesNotHaveHeader("role");

        assertThat(Failing.text(() -> assertThat(message).hasBody(new Deposited(2))))
                .isEqualTo("""
                        Deposited: the body is not the expected one

                             expected            | found
                        > 1  Deposited[amount=2] | Deposited[amount=1] with headers {user=anna}

                          amount
                            expected: 2
                            found:    1""");
        assertThat(Failing.text(() -> assertThat(EventMessage.of(1)).hasBody(1L)))
                .isEqualTo("""
                        Integer: the body is not the expected one

                             expected  | found
                        > 1  1         | 1

                          expected: 1 (java.lang.Long)
                          found:    1 (java.lang.Integer)""");
        assertThat(Failing.text(() -> assertThat(message).hasHeader("role", 1)))
                .isEqualTo("Deposited: expected header role, but found [user]");
        assertThat(Failing.text(() -> assertThat(EventMessage.of(1)).hasHeader("role", 1)))
                .isEqualTo("Integer: expected header role, but found no headers");
        assertThat(Failing.text(() -> assertThat(message).doesNotHaveHeader("user")))
                .isEqualTo("Deposited: expected no header user, but found it with \"anna\"");
    }
}
