package io.aett.reactive.explorer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two JSON values, by place. Elements of arrays are compared by their index. */
final class JsonDiff {

    private static final int MOST = 200;
    private static final int LONGEST = 400;

    private final List<ObjectNode> changes = new ArrayList<>();

    private JsonDiff() {}

    /** At most {@value #MOST} places, each as {@code customer.name} or {@code lines[2].price}, with the texts before and after, if there. */
    static List<ObjectNode> between(JsonNode before, JsonNode after) {
        JsonDiff diff = new JsonDiff();
        diff.compare("", before, after);
        return diff.changes;
    }

    private void compare(String place, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (changes.size() >= MOST || (before != null && before.equals(after))) {
            return;
        }
        ObjectNode object = object(after);
        if (object != null && (object(before) != null || isNothing(before))) {
            compareObjects(place, object(before), object);
        } else if (before != null && before.isArray() && after != null && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(place + "[" + i + "]", before.get(i), after.get(i));
            }
        } else {
            add(place, before, after);
        }
    }

    private void compareObjects(String place, @Nullable ObjectNode before, ObjectNode after) {
        Set<String> names = new LinkedHashSet<>(before == null ? Set.of() : before.propertyNames());
        names.addAll(after.propertyNames());
        for (String name : names) {
            compare(
                    place.isEmpty() ? name : place + "." + name,
                    before == null ? null : before.get(name),
                    after.get(name));
        }
    }

    private static @Nullable ObjectNode object(@Nullable JsonNode node) {
        return node instanceof ObjectNode object ? object : null;
    }

    private static boolean isNothing(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }

    private void add(String place, @Nullable JsonNode before, @Nullable JsonNode after) {
        ObjectNode change = Json.object().put("place", place);
        if (before != null) {
            change.put("before", cut(before.toString()));
        }
        if (after != null) {
            change.put("after", cut(after.toString()));
        }
        changes.add(change);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
