import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges PDF files by veraPDF in one JVM: a line "flavour TAB path" in, a line "true|false TAB broken rules" out.
 * Flavours are veraPDF's ids: 3a is PDF/A-3a, ua1 is PDF/UA-1. Started by tests/permits/documents/verapdf/judge.py.
 */
public final class Judge {
    public static void main(String[] args) throws Exception {
        // veraPDF logs to standard output through some of its parts; answers keep a stream of their own.
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] parts = line.split("\t", 2);
            answers.println(judge(PDFAFlavour.byFlavourId(parts[0]), parts[1]));
        }
    }

    private static String judge(PDFAFlavour flavour, String path) throws Exception {
        try (InputStream file = new FileInputStream(path);
             PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> broken = new LinkedHashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    broken.putIfAbsent(rule, rule + " " + assertion.getMessage() + " @ " + assertion.getLocation().getContext());
                }
            }
            return result.isCompliant() + "\t" + String.join(" | ", broken.values()).replaceAll("\\s+", " ");
        }
    }
}
