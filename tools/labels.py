# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What values of selection fields are called."""


def label_of(model, name, value):
    """Return the label of a value, in the language of the reader.

    :param model: any record of the model that has the field.
    :param str name: of the selection field.
    :return: empty for a value that it does not have, or none.
    """
    return dict(model._fields[name]._description_selection(model.env)).get(value, "")
