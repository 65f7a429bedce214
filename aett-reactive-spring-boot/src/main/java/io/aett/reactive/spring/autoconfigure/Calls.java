package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.Around;
import io.aett.reactive.domain.CommitHeaders;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.process.CommandCall;
import io.aett.reactive.subscription.HandlerCall;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;

/** What beans have to be around calls, the first of them outermost, and in the headers of commits. */
record Calls(
        ObjectProvider<Around<RepositoryCall>> ofRepositories,
        ObjectProvider<Around<HandlerCall>> ofHandlers,
        ObjectProvider<Around<CommandCall>> ofCommands,
        ObjectProvider<CommitHeaders> inHeaders) {

    void repositories(Consumer<Around<RepositoryCall>> builder) {
        ofRepositories.orderedStream().forEach(builder);
    }

    void handlers(Consumer<Around<HandlerCall>> builder) {
        ofHandlers.orderedStream().forEach(builder);
    }

    void commands(Consumer<Around<CommandCall>> builder) {
        ofCommands.orderedStream().forEach(builder);
    }

    CommitHeaders[] headers() {
        return inHeaders.orderedStream().toArray(CommitHeaders[]::new);
    }
}
