package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * N3: a database in which somebody else has put, into {@code public}, functions, operators and types that would be taken for the
 * server's own wherever a statement leaves it open which one it means. Each of them raises an error when it is used.
 */
class OverloadsTest {

    private static final String NAME = "aett_overloads";
    private static final PostgresServer SERVER = Database.shared().server();

    /** Whatever is called by what looks like a function's name and stands alone. */
    private static final Pattern CALL = Pattern.compile("(?<![.\\w\"$])([a-z_][a-z_0-9]*) ?\\(");

    @BeforeAll
    static void plant() {
        SERVER.dropDatabase(NAME);
        SERVER.execute("CREATE DATABASE " + NAME + " ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0");
        // One function for each pair of types, and of it all operators that the server does not have itself.
        SERVER.execute(NAME, """
                DO $do$ DECLARE
                    types text[] := '{bool,int2,int4,int8,numeric,float8,text,varchar,bpchar,name,oid,regclass,uuid,bytea,jsonb}';
                    l text; r text; o text;
                BEGIN
                    FOREACH l IN ARRAY types LOOP FOREACH r IN ARRAY types LOOP
                        EXECUTE pg_catalog.format('CREATE FUNCTION public.trap(%s, %s) RETURNS bool LANGUAGE plpgsql AS
                            $f$ BEGIN RAISE EXCEPTION ''trapped by an operator''; END $f$', l, r);
                        FOREACH o IN ARRAY '{=,<>,<,>,<=,>=,+,-,*,/,%,&,|,<<,>>,->,->>,||,~~}'::text[] LOOP
                            IF NOT EXISTS (SELECT FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace
                                AND oprname = o AND oprleft = l::regtype AND oprright = r::regtype) THEN
                                EXECUTE pg_catalog.format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.trap)',
                                    o, l, r);
                            END IF;
                        END LOOP;
                    END LOOP; END LOOP;
                END $do$
                """);
        // Of each function that the server has by such a name: for the types that its arguments have when they are not
        // cast.
        SERVER.execute(NAME, """
                DO $do$ DECLARE
                    name text; argument text;
                BEGIN
                    FOREACH name IN ARRAY '{nextval,setval,pg_advisory_xact_lock,pg_advisory_xact_lock_shared,octet_length,
                        sum,max,min,count,unnest,substr,convert_from,to_timestamp,jsonb_array_elements,current_setting,
                        obj_description,hashtextextended,gen_random_uuid,current_database,pg_notify,format,set_config,
                        to_regclass,pg_is_in_recovery,array_to_string,current_schemas}'::text[] LOOP
                        EXECUTE pg_catalog.format('CREATE FUNCTION public.%I() RETURNS int8 LANGUAGE plpgsql AS
                            $f$ BEGIN RAISE EXCEPTION ''trapped by a function''; END $f$', btrim(name, E' \\n'));
                        FOREACH argument IN ARRAY '{text,varchar,int8,int4,bytea,jsonb,numeric,oid,regclass,text[],uuid[],int8[],
                            int4[],bool,"text,text","varchar,varchar","text,int4","text,int8","bytea,text","bytea,int4,int4",
                            "text,text,bool","text,varchar","oid,text","regnamespace,text","text,regclass"}'::text[] LOOP
                            EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION public.%I(%s) RETURNS int8 LANGUAGE plpgsql AS
                                $f$ BEGIN RAISE EXCEPTION ''trapped by a function''; END $f$', btrim(name, E' \\n'), argument);
                        END LOOP;
                    END LOOP;
                    FOREACH name IN ARRAY '{text,uuid,bytea,jsonb,regclass,oid}'::text[] LOOP
                        EXECUTE pg_catalog.format('CREATE DOMAIN public.%I AS int4', name);
                    END LOOP;
                END $do$
                """);
    }

    @AfterAll
    static void remove() {
        SERVER.dropDatabase(NAME);
    }

    @Test
    void no_statement_of_a_store_uses_what_others_have_planted() {
        CountingFactory[] counted = new CountingFactory[1];
        PostgresEventStore store = PostgresEventStore.create(
                ConnectionFactoryOptions.parse(SERVER.url(NAME)),
                PostgresOptions.builder().topicMap(TestEvents.topics()).build(),
                factory -> counted[0] = new CountingFactory(factory));
        try {
            useAllOf(store);
            SERVER.execute(NAME, "SELECT pg_catalog.count(*) FROM aett.events_json");
            Await.done(store.management().drop());
        } finally {
            Await.done(store.close());
        }
        List<String> statements = counted[0].executed();
        assertThat(statements).hasSizeGreaterThan(20);
        Set<String> functions = new HashSet<>(
                Database.shared().query("SELECT DISTINCT proname::text FROM pg_proc", row -> CommitRow.text(row, 0)));
        assertThat(statements).allSatisfy(sql -> assertQualified(sql, functions));
    }

    private static void useAllOf(PostgresEventStore store) {
        Await.done(store.management().initialize());
        SERVER.execute(NAME, "DROP INDEX aett.commits_tenant_key");
        Await.done(store.management().initialize());
        Recorder<Commit> follower = Recorder.of(store.management().follow(0));
        Commit one = Await.value(store.commits().commit(commit("s", 1)));
        Await.value(store.commits().commit(commit("s", 2)));
        Await.error(DuplicateCommitException.class, store.commits().commit(one));
        assertThat(Await.value(store.storage()
                        .commits()
                        .append(IntStream.range(0, 9)
                                .mapToObj(i -> StalledWriter.encoded("t", "b" + i, i == 0 ? 2 : 1))
                                .toList())))
                .contains(new AppendResult.OutOfOrder(0, 0))
                .hasSize(9);
        assertThat(follower.await(10)).hasSize(10);
        follower.dispose();
        assertThat(Await.all(store.commits().get("t", "s"))).hasSize(2);
        assertThat(Await.all(store.commits().get("t", "s", 2, 2))).hasSize(1);
        assertThat(Await.all(store.commits().getTo("t", "s", Instant.MAX))).hasSize(2);
        assertThat(Await.all(store.commits().getAllTo("t", Instant.MAX))).hasSize(10);
        assertThat(Await.all(store.management().getFrom(0))).hasSize(10);
        assertThat(Await.value(store.commits().head("t", "s")).headSequence()).isEqualTo(2);
        assertThat(Await.value(store.commits().find("t", "s", one.commitId()))).isEqualTo(one);
        Await.done(store.snapshots().add(new Snapshot("t", "s", 1, 1, new State("s", 1), Map.of())));
        assertThat(Await.value(store.snapshots().get("t", "s", 1)).streamRevision())
                .isEqualTo(1);
        StateEntry state = Await.value(store.states().create("space", "key", new byte[1]));
        assertThat(Await.value(store.states().get("space", "key"))).isEqualTo(state);
        StateEntry replaced =
                Await.value(store.transactions().within((connection, states) -> states.replace(state, new byte[2])));
        assertThat(Await.all(store.states().scan("space", ""))).containsExactly(replaced);
        assertThat(Await.value(store.states().remove(replaced))).isTrue();
        SERVER.execute(NAME, "SELECT pg_catalog.setval('aett.checkpoints'::pg_catalog.regclass, 1::pg_catalog.int8)");
        Await.done(store.management().initialize());
        Await.done(store.management().purge("t"));
        assertThat(Await.all(store.management().getFrom(0))).isEmpty();
    }

    private static Commit commit(String stream, long sequence) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(noted("n"))
                .build();
    }

    /** Each call of one of the server's functions names their schema; so it can be no other, however that is overloaded. */
    private static void assertQualified(String sql, Set<String> functions) {
        Matcher call = CALL.matcher(sql);
        while (call.find()) {
            assertThat(functions).as("of %s", sql).doesNotContain(call.group(1));
        }
    }
}
