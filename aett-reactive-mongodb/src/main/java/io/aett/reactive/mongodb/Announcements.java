package io.aett.reactive.mongodb;

import io.aett.reactive.sealedlog.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The patience that writers ask readers for, in the log's document, where the positions come from: so it is there in the same
 * step, and whoever is told of the positions is told of it. A short list: only what is large or slow is in it, until it was
 * placed; what a dead writer left is pushed out by others.
 */
final class Announcements {

    private static final String FIELD = "patience";
    private static final String FIRST = "first";
    private static final String LAST = Counter.LAST;
    private static final String MILLIS = "millis";
    private static final int MOST = 64;

    private Announcements() {}

    /** Takes positions without a word, and takes out what was announced with the positions that end there. */
    static BsonDocument none(int positions, List<Long> placed) {
        BsonDocument update = new BsonDocument("$inc", new BsonDocument(LAST, new BsonInt64(positions)));
        return placed.isEmpty()
                ? update
                : update.append(
                        "$pull",
                        new BsonDocument(FIELD, new BsonDocument(LAST, new BsonDocument("$in", numbers(placed)))));
    }

    /** Takes positions and announces them: a pipeline, since what is announced is what this very step takes. */
    static BsonArray of(int positions, Duration patience, List<Long> placed) {
        BsonDocument announced = new BsonDocument(FIRST, plus(1))
                .append(LAST, plus(positions))
                .append(MILLIS, new BsonInt64(Math.max(1, patience.toMillis())));
        BsonValue before = call("$ifNull", new BsonString("$" + FIELD), new BsonArray());
        BsonDocument under = new BsonDocument(
                "$filter",
                new BsonDocument("input", before)
                        .append(
                                "cond",
                                new BsonDocument(
                                        "$not", call("$in", new BsonString("$$this." + LAST), numbers(placed)))));
        BsonDocument all = call("$concatArrays", under, new BsonArray(List.of(announced)));
        BsonDocument set =
                new BsonDocument(LAST, plus(positions)).append(FIELD, call("$slice", all, new BsonInt32(-MOST)));
        return new BsonArray(List.of(new BsonDocument("$set", set)));
    }

    private static BsonDocument plus(long positions) {
        return call("$add", new BsonString("$" + LAST), new BsonInt64(positions));
    }

    private static BsonDocument call(String operator, BsonValue... arguments) {
        return new BsonDocument(operator, new BsonArray(List.of(arguments)));
    }

    private static BsonArray numbers(List<Long> numbers) {
        return new BsonArray(numbers.stream().map(BsonInt64::new).toList());
    }

    /** What is announced in the log's document. */
    static List<Patience> in(BsonDocument log) {
        List<Patience> announced = new ArrayList<>();
        for (BsonValue each : log.getArray(FIELD, new BsonArray())) {
            BsonDocument patience = each.asDocument();
            announced.add(new Patience(
                    Documents.number(patience, FIRST),
                    Documents.number(patience, LAST),
                    Duration.ofMillis(Documents.number(patience, MILLIS))));
        }
        return announced;
    }
}
