package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.spring.OptionsCustomizer;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;

/** None. */
final class NoCustomizers<B> implements ObjectProvider<OptionsCustomizer<B>> {

    @Override
    public Stream<OptionsCustomizer<B>> orderedStream() {
        return Stream.empty();
    }
}
