package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A replica set of three members from packages, each of which can be killed, frozen and started again. It elects within a few seconds. */
public final class MongoReplicaSet implements AutoCloseable {

    private static final int MEMBERS = 3;
    private static final int ELECTION_MILLIS = 2000;
    private static final int HEARTBEAT_MILLIS = 500;
    private static final int ANSWER_SECONDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Member(MongoServer server, String address, MongoClient client) {}

    private final List<Member> members;

    private MongoReplicaSet(List<Member> members) {
        this.members = members;
    }

    /**
     * Starts three members, and returns when one is primary and the others follow it.
     *
     * @param host the loopback address on which they listen
     * @param addresses by which host and port the other members, and clients, reach a member
     */
    public static MongoReplicaSet start(String host, Function<MongoServer, String> addresses) {
        MongoReplicaSet set = new MongoReplicaSet(new ArrayList<>());
        try {
            for (int i = 0; i < MEMBERS; i++) {
                MongoServer server =
                        MongoOptions.ofDefaults().arguments("--oplogSize", "64").startMember(host);
                set.members.add(new Member(server, addresses.apply(server), client(server)));
            }
            set.initiate();
            set.primary();
            return set;
        } catch (RuntimeException e) {
            set.close();
            throw e;
        }
    }

    private void initiate() {
        List<Document> listed = new ArrayList<>();
        for (Member member : members) {
            listed.add(new Document("_id", listed.size()).append("host", member.address));
        }
        Document settings = new Document("electionTimeoutMillis", ELECTION_MILLIS)
                .append("heartbeatIntervalMillis", HEARTBEAT_MILLIS);
        Document config = new Document("_id", MongoServer.REPLICA_SET)
                .append("members", listed)
                .append("settings", settings);
        run(members.get(0), new Document("replSetInitiate", config));
    }

    /** The connection string, with the addresses of all members. */
    public String uri() {
        return members.stream()
                .map(Member::address)
                .collect(Collectors.joining(",", "mongodb://", "/?replicaSet=" + MongoServer.REPLICA_SET));
    }

    /** The primary, as soon as there is one that both others follow. */
    public MongoServer primary() {
        return awaited("one primary and two secondaries", () -> {
            List<Member> primaries = those(hello -> hello.getBoolean("isWritablePrimary", false));
            List<Member> secondaries = those(hello -> hello.getBoolean("secondary", false));
            return primaries.size() == 1 && secondaries.size() == MEMBERS - 1 ? primaries.get(0) : null;
        });
    }

    /** Another primary than that member, as soon as there is one. */
    public MongoServer primaryOtherThan(MongoServer former) {
        return awaited(
                "another primary than " + former,
                () -> members.stream()
                        .filter(member -> member.server != former
                                && is(member, hello -> hello.getBoolean("isWritablePrimary", false)))
                        .findFirst()
                        .orElse(null));
    }

    /** Makes the primary step down, for five seconds, and returns it. */
    public MongoServer stepDown() {
        Document command = new Document("replSetStepDown", 5).append("secondaryCatchUpPeriodSecs", 3);
        return awaited("a primary that steps down", () -> {
            MongoServer primary = primary();
            Member member = members.stream()
                    .filter(one -> one.server == primary)
                    .findFirst()
                    .orElseThrow();
            try {
                run(member, command);
                return member;
            } catch (MongoException e) {
                return null;
            }
        });
    }

    private interface Look {
        @Nullable
        Member now();
    }

    private static MongoServer awaited(String what, Look look) {
        AtomicReference<@Nullable Member> found = new AtomicReference<>();
        boolean came = Polling.within(PATIENCE, () -> {
            found.set(look.now());
            return found.get() != null;
        });
        if (!came) {
            throw new TestServerException("waited in vain for " + what);
        }
        return requireNonNull(found.get()).server;
    }

    private List<Member> those(Predicate<Document> condition) {
        return members.stream().filter(member -> is(member, condition)).toList();
    }

    private static boolean is(Member member, Predicate<Document> condition) {
        try {
            return condition.test(run(member, new Document("hello", 1)));
        } catch (MongoException e) {
            return false;
        }
    }

    private static Document run(Member member, Document command) {
        return requireNonNull(Mono.from(member.client.getDatabase("admin").runCommand(command))
                .block(PATIENCE));
    }

    private static MongoClient client(MongoServer server) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(server.uri()))
                .applyToClusterSettings(settings -> settings.serverSelectionTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(settings -> settings.readTimeout(2 * ANSWER_SECONDS, TimeUnit.SECONDS))
                .build());
    }

    /** Ends all members and deletes their data. In good order each of them would take its time to see the others take over. */
    @Override
    public void close() {
        for (Member member : members) {
            member.client.close();
            member.server.kill();
            member.server.close();
        }
    }
}
