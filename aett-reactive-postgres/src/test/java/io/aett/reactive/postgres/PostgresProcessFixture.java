package io.aett.reactive.postgres;

import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import java.util.List;

/** A schema that other processes use too. */
class PostgresProcessFixture extends PostgresFixture implements ProcessFixture {

    @Override
    public Class<? extends StoreOpener> opener() {
        return PostgresOpener.class;
    }

    @Override
    public List<String> openerArguments() {
        return PostgresOpener.arguments(this);
    }
}
