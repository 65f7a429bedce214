package io.aett.reactive.serialization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a class looks like in JSON, as a tree. Its text is what fingerprints are made of, so that of a form must never change: snapshots
 * would be passed over.
 */
sealed interface Form {

    /** Adds a line for each property: where it is, and what it is. */
    void lines(Lines to, String path);

    /** What is not looked into. */
    record Leaf(String text) implements Form {
        @Override
        public void lines(Lines to, String path) {
            to.add(path, text.startsWith("java.lang.") ? text.substring("java.lang.".length()) : text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A class that was met before, by its number. */
    record Again(int number) implements Form {
        @Override
        public void lines(Lines to, String path) {
            String place = to.places.get(number);
            if (place == null) {
                Objects.requireNonNull(to.classes.get(number)).lines(to, path);
            } else {
                to.add(path, "as " + place);
            }
        }

        @Override
        public String toString() {
            return "#" + number;
        }
    }

    /** What is in something: in brackets, braces or an Optional. */
    record Within(String sign, Form content) implements Form {
        @Override
        public void lines(Lines to, String path) {
            content.lines(to, path + sign);
        }

        @Override
        public String toString() {
            return sign.startsWith("{")
                    ? "{" + sign.substring(1, sign.length() - 1) + ":" + content + "}"
                    : sign + content;
        }
    }

    /** A class that is written as one of its values. */
    record Value(int number, Form of) implements Form {
        @Override
        public void lines(Lines to, String path) {
            to.places.put(number, Lines.place(path));
            of.lines(to, path);
        }

        @Override
        public String toString() {
            return "=" + of;
        }
    }

    /** A class with its properties, unless it is abstract, and the subtypes that are told apart. */
    record Fields(
            int number,
            @Nullable SortedMap<String, Form> properties,
            @Nullable Subtypes subtypes) implements Form {
        @Override
        public void lines(Lines to, String path) {
            if (subtypes != null) {
                to.add(path, subtypes.told);
            }
            own(to, path, subtypes == null);
            if (subtypes != null && subtypes.several) {
                subtypes.forms.forEach((name, form) -> to.subtype(form, path + "<" + Lines.name(name) + ">"));
            }
        }

        private void own(Lines to, String path, boolean evenIfThereAreNone) {
            to.places.put(number, Lines.place(path));
            if (properties == null || properties.isEmpty()) {
                if (evenIfThereAreNone) {
                    to.add(path, "no properties");
                }
                return;
            }
            properties.forEach((name, form) ->
                    form.lines(to, (path.isEmpty() ? "" : path + ".") + (name.isEmpty() ? "*" : Lines.name(name))));
        }

        @Override
        public String toString() {
            return (properties == null ? "" : properties) + (subtypes == null ? "" : subtypes.toString());
        }
    }

    /**
     * Which subclasses there are.
     *
     * @param info all that says how they are told apart
     * @param told the same for people
     * @param several false for a class that has no subclasses and is told from its siblings
     * @param forms by the names that they are told by; of all subclasses of subclasses too
     */
    record Subtypes(String info, String told, boolean several, SortedMap<String, Form> forms) {
        @Override
        public String toString() {
            return "<" + info + forms + ">";
        }
    }

    /**
     * Lines as they are made.
     *
     * @param classes the classes by their numbers
     * @param places where those that have lines by now have them
     */
    record Lines(List<String> lines, Map<Integer, Form> classes, Map<Integer, String> places) {

        private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:/@$-]+");

        static List<String> of(Form form, Map<Integer, Form> classes) {
            Lines made = new Lines(new ArrayList<>(), classes, new HashMap<>());
            form.lines(made, "");
            return made.lines;
        }

        private void add(String path, String what) {
            lines.add(place(path) + ": " + what);
        }

        /** Its properties alone: its subclasses are among those of the type that lists it. */
        private void subtype(Form form, String path) {
            Form found = form instanceof Again again ? classes.get(again.number) : form;
            if (found instanceof Fields fields && !places.containsKey(fields.number)) {
                fields.own(this, path, fields.properties != null);
            } else {
                form.lines(this, path);
            }
        }

        private static String place(String path) {
            return path.isEmpty() ? "$" : path;
        }

        /** As it is, or in quotes. */
        static String name(String name) {
            return PLAIN.matcher(name).matches() ? name : JsonMapper.shared().writeValueAsString(name);
        }
    }
}
