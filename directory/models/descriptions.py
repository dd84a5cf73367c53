"""The field for descriptions."""

from wagtail.fields import RichTextField

from .. import richtext


class DescriptionField(RichTextField):
    """Rich text of `richtext.FEATURES`. Whatever form or API fills it in, full cleaning of the model leaves only what the editor knows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"features": richtext.FEATURES, **kwargs})

    def clean(self, value, model_instance):
        return super().clean(richtext.cleaned(value) if value else value, model_instance)
