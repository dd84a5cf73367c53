package portal;

import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.GermanStemmer;

/**
 * TEST CODE. A stand-in for the module "analysis-common" of the official distribution, which the distribution that Maven carries leaves out:
 * the two of its filters that the portal's index uses, under their real names and on the same classes of Lucene.
 */
public class GermanFilters extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of("stemmer", (indexSettings, environment, name, settings) -> {
            String language = settings.get("language", "porter");
            return new AbstractTokenFilterFactory(name) {
                @Override
                public TokenStream create(TokenStream tokens) {
                    return new SnowballFilter(tokens, stemmer(language));
                }
            };
        });
    }

    private static SnowballStemmer stemmer(String language) {
        return switch (language) {
            case "german" -> new GermanStemmer();
            case "porter2" -> new EnglishStemmer();
            default -> throw new IllegalArgumentException("The stand-in knows the languages german and porter2, not [" + language + "].");
        };
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new));
    }
}
