package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads well compiles, and what is in the wrong order does not. */
class StagesTest {

    @TempDir
    Path folder;

    private String compile(String statement) {
        String code = "package io.aett.reactive.test; class Snippet { void run(AggregateFixture<Account> aggregate,"
                + " SagaFixture<Shipping> saga, FaultyEventStore<?> store, Object event) { " + statement + "; } }";
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-proc:none", "-d", folder.toString());
        boolean compiles = compiler.getTask(errors, null, null, options, null, List.of(source))
                .call();
        return compiles ? "" : errors.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregate.given(event).when(account -> account.deposit(1)).expectEvents(event)",
                "aggregate.givenNothing().whenCreating(() -> Account.open(\"a\", \"b\")).expectNothing()",
                "saga.given(event).when(event).expectCommands(event).expectNoTimers().expectState(it -> {})",
                "saga.given(event).when(it -> it.note(\"x\")).expectNothing()",
                "store.onCommit(1, Fault.loseAnswer()).onRead(1, Fault.breakAfter(1)).onReads(Fault.loseRequest())"
            })
    void the_right_order_compiles(String statement) {
        assertThat(compile(statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregate.when(account -> account.deposit(1))",
                "aggregate.given().when(account -> account.deposit(1))",
                "aggregate.given(event).expectEvents(event)",
                "aggregate.given(event).whenCreating(() -> Account.open(\"a\", \"b\"))",
                "aggregate.given(event).when(account -> account.deposit(1)).when(account -> account.deposit(1))",
                "aggregate.given(event).when(account -> account.deposit(1)).expectEvents()",
                "aggregate.given(event).when(account -> account.deposit(1)).expectNothing().expectException(RuntimeException.class)",
                "saga.given(event).when(event).expectNoTimers()",
                "saga.given(event).when(event).expectEvents(event)",
                "store.onRead(1, Fault.loseAnswer())",
                "store.onCommit(1, Fault.breakAfter(1))"
            })
    void the_wrong_order_does_not(String statement) {
        assertThat(compile(statement)).isNotEmpty();
    }
}
