package io.aett.reactive.postgres;

/**
 * What all statements have in common. They name things so that nobody else's can be meant, whoever may create what in a schema
 * of the search path: relations by the store's schema, functions by {@code pg_catalog}, and operators with operands of exactly
 * the types of one in {@code pg_catalog}, which is searched first; hence the casts of parameters and constants.
 */
final class Sql {

    private Sql() {}

    /** A statement in which {@code $.} stands for the schema. */
    static String in(String schema, String statement) {
        return statement.replace("$.", schema + ".");
    }

    /** The tenant's life as the statement sees it, 0 before its first purge. */
    static String lifeOf(String tenant) {
        return "coalesce((SELECT l.life FROM $.lives l WHERE l.tenant_id = " + tenant + "), 0)";
    }
}
